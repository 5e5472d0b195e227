"""The gate before any parser: a package is inflated once, within limits, and every part is proved or refused.

Readers of workbooks abort, hang or fill the memory on small hostile files, and an abort cannot be caught. So
the container is read here first (`container`), and a part is handed out only as well-formed UTF-8 without a DTD
(`markup`). No other zip reader sees the user's bytes: calamine gets a package that we wrote ourselves (`handover`).

Cells are left to `grid`, what the workbook says of itself to `contents`; the numbers stand in `limits`, and
docs/gate.md lists all that is refused or flagged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from posixpath import split
from typing import Final

from workbook.host import Refused
from workbook.xlsx.reading.container import Member, inflate, members, pieces
from workbook.xlsx.reading.markup import SMALL, Related, has_dtd, prove_xml, relations
from workbook.xlsx.reading.sniff import clean_xml

_XML_BEGINS: Final = b"<\xef\xff\xfe\0 \r\n\t"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_VBA: Final = "_VBA_PROJECT".encode("utf-16-le")
_ENDINGS: Final = (".xml", ".rels", ".vml")


class Package:
    """The parts of a container, by plain lower-case name beginning with "/"; each is proved when first asked for.

    `prove_others` proves those that nobody asks for; `macros` and `objects` are told only after it.
    """

    def __init__(self, members: dict[str, Member]) -> None:
        self._members = members
        self._raw: dict[str, bytes] = {}
        self._clean: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self.macros = False
        """An OLE part holds a VBA project, whatever it is called."""
        self.objects: list[str] = []
        """Parts that are OLE containers."""

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def part(self, name: str) -> bytes:
        """A part as clean, well-formed UTF-8 XML. Raises Refused when it is missing or not fit to be parsed."""
        if name not in self._seen:
            prove_xml(self.loose_part(name), name[1:])
            self._seen.add(name)
        return self._clean[name]

    def loose_part(self, name: str) -> bytes:
        """The same for a part whose characters and tags the caller proves while it looks at them."""
        if name not in self._clean:
            raw = self._content(name)
            if raw[:1] not in _XML_BEGINS:
                raise Refused("FILE_DAMAGED", f"内部文件 {name[1:]} 不是 XML")
            self._clean[name] = clean_xml(raw, name[1:])
        return self._clean[name]

    def _content(self, name: str) -> bytes:
        if name not in self._raw:
            if name not in self._members:
                raise Refused("FILE_DAMAGED", f"缺少内部文件 {name[1:]}")
            self._raw[name] = inflate(self._members[name], name[1:])
        return self._raw[name]

    def related(self, name: str) -> Sequence[Related]:
        """The relationships of a part, "/" for those of the package."""
        folder, base = split(name)
        rels = f"{folder.rstrip('/')}/_rels/{base}.rels"
        if rels not in self._members:
            return ()
        return relations(self.part(rels), rels[1:], folder)

    def prove_others(self, but: Collection[str]) -> None:
        """Prove every part not asked for yet: CRC and size, no DTD. Only small XML is kept."""
        for name, member in self._members.items():
            if name in but or name in self._raw:
                continue
            if member.size > SMALL:
                self._look(name, pieces(member, name[1:]))
                continue
            content = self._look(name, [inflate(member, name[1:])])
            if content[:1] in _XML_BEGINS:
                self._raw[name] = content

    def _look(self, name: str, pieces: Iterable[bytes]) -> bytes:
        """Look through a part for what must not be in it; answers its last piece."""
        xml, ole = name.endswith(_ENDINGS), False
        text, before = b"", b""
        for piece in pieces:
            if not before and piece.startswith(_OLE):
                ole = True
                self.objects.append(name)
            text = before + piece if before else piece
            if xml and has_dtd(text):
                raise Refused("FILE_UNSAFE", f"内部文件 {name[1:]} 带有 DTD 或外部实体")
            if ole and _VBA in text:
                self.macros = True
            before = piece[-32:]
        return text

    def member(self, name: str) -> Member | None:
        """The part as it is stored; None where `part` had to change a byte of it."""
        return self._members[name] if self._clean[name] is self._raw[name] else None

    def take(self, name: str) -> bytes:
        """A `loose_part` that nobody will ask for again: its memory is the caller's to free."""
        part = self.loose_part(name)
        del self._raw[name], self._clean[name]
        return part

    def release(self) -> None:
        """Forget all parts: the memory is needed for what was read from them."""
        for parts in (self._raw, self._clean, self._members):
            parts.clear()


def open_package(data: bytes) -> Package:
    """The parts of a zip container whose directory is proved. Nothing is inflated yet.

    Raises Refused: FILE_DAMAGED (container, places, repeated names), FILE_LIMIT, FILE_UNSAFE (names that lead
    out of the package), FILE_ENCRYPTED.
    """
    return Package(members(data))

"""What Windows says of Excel, WPS, macro settings and of add-ins of ours that Excel would load. Only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xladdin.addin.build import addin_bytes
from xladdin.computer.facts import Addin, Excel, Macros
from xladdin.computer.machine import Machine, Registry
from xladdin.computer.places import OURS, XLAM, Places, told

_OFFICE: Final = r"Software\Microsoft\Office"
_POLICIES: Final = r"Software\Policies\Microsoft\Office"
_PATHS: Final = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
_SCRIPT: Final = r"Software\Microsoft\Windows Script Host\Settings"
_NEWEST: Final = "16.0"
_VERSION: Final = re.compile(r"\d+\.\d")
_OPEN: Final = re.compile(r"OPEN\d*")
_OUR_FILE: Final = re.compile(r"(?i)(?:^|[\\/\"\s])contestbook[^\\/\"]*\.xlam\"?\s*$")
_BOTH: Final = ("HKCU", "HKLM")


class Opened(NamedTuple):
    """A file that Excel opens when it starts: OPEN, OPEN1 ... in a key of its options."""

    key: str
    name: str
    value: str

    @property
    def ours(self) -> bool:
        """Whether it is an add-in of ours, by its name."""
        return bool(_OUR_FILE.search(self.value))


def opened(registry: Registry) -> list[Opened]:
    """All that Excel opens when it starts, of every version, in the order Excel takes it."""
    found = []
    for version in office_versions(registry):
        key = rf"HKCU\{_OFFICE}\{version}\Excel\Options"
        values = registry.values(key)
        names = sorted(
            (name for name in values if _OPEN.fullmatch(name)), key=lambda name: int(name[4:] or 0)
        )
        found += [Opened(key, name, str(values[name])) for name in names]
    return found


def office_versions(registry: Registry) -> list[str]:
    """The versions of Office that left settings of this user."""
    return [name for name in registry.children(rf"HKCU\{_OFFICE}") if _VERSION.fullmatch(name)]


def copies(places: Places) -> list[Path]:
    """Files of ours that Excel loads or lists, beside the one in its place."""
    found = [path for folder in (places.start, places.addins) for path in _ours_in(folder)]
    return [path for path in found if path != places.xlam]


def _ours_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_file() and path.match(OURS))


def addin(machine: Machine, places: Places) -> Addin:
    """The .xlam in its place, and what else Excel would load of ours."""
    xlam = places.xlam
    current = _is_current(xlam.read_bytes()) if xlam.is_file() else None
    more = [told(path, machine.environ) for path in copies(places)]
    more += [f"{one.key}\\{one.name}" for one in opened(machine.registry) if one.ours]
    return Addin(
        place=told(xlam, machine.environ),
        current=current,
        more=tuple(more),
        marked=Path(f"{xlam}:Zone.Identifier").is_file(),
        disabled=any(_switched_off(machine.registry)),
        network=str(xlam).startswith("\\\\"),
    )


def _is_current(data: bytes) -> bool:
    """Whether an add-in is what this program would build, in either language."""
    return data == addin_bytes("zh") or data == addin_bytes("en")


def _switched_off(registry: Registry) -> Iterator[bool]:
    """Whether Excel's lists of what it switched off after a crash name us: bytes with names in UTF-16, in small letters."""
    for version in office_versions(registry):
        for value in registry.values(rf"HKCU\{_OFFICE}\{version}\Excel\Resiliency\DisabledItems").values():
            if isinstance(value, bytes):
                yield XLAM in value.decode("utf-16-le", "replace").lower()


def excel(registry: Registry) -> Excel:
    """Excel's version and width, and whether WPS is there."""
    paths = [str(registry.values(rf"{root}\{_PATHS}\excel.exe").get("", "")) for root in _BOTH]
    path = next((one for one in paths if one), "")
    wps = any(registry.values(rf"{root}\{_PATHS}\{name}") for root in _BOTH for name in ("et.exe", "wps.exe"))
    wps = wps or bool(registry.children(r"HKCU\Software\Kingsoft\Office"))
    if not path:
        return Excel(None, wps=wps)
    run = registry.values(rf"HKLM\{_OFFICE}\ClickToRun\Configuration")
    version = str(run.get("VersionToReport") or _by_class(registry) or "?")
    platform = str(run.get("Platform") or _by_outlook(registry, version)).lower()
    bits = {"x64": 64, "x86": 32}.get(platform, 32 if "(x86)" in path.lower() else None)
    return Excel(version, bits, wps)


def _by_class(registry: Registry) -> str:
    """16.0 of Excel.Application.16: the version of an Excel that was installed by a set-up file."""
    number = str(registry.values(r"HKCR\Excel.Application\CurVer").get("", "")).rpartition(".")[2]
    return f"{number}.0" if number.isdecimal() else ""


def _by_outlook(registry: Registry, version: str) -> str:
    """Office tells its width in Outlook's key, also without Outlook."""
    return str(registry.values(rf"HKLM\{_OFFICE}\{_short(version)}\Outlook").get("Bitness", ""))


def _short(version: str) -> str:
    """16.0 of 16.0.17328.20184."""
    match = _VERSION.match(version)
    return match[0] if match else _NEWEST


def macros(registry: Registry, version: str | None) -> Macros:
    """What the user's settings and the office's policies let run, a policy before a setting."""
    short = _short(version or "")
    excel = rf"{short}\Excel\Security"
    policies = [rf"{root}\{_POLICIES}" for root in _BOTH]
    by_policy = [registry.values(rf"{one}\{excel}") for one in policies]
    by_user = [registry.values(rf"HKCU\{_OFFICE}\{excel}")]
    trusted = [rf"{one}\{excel}\Trusted Locations" for one in (*policies, rf"HKCU\{_OFFICE}")]
    common = [registry.values(rf"{one}\{short}\Common") for one in policies]
    script = [registry.values(rf"{root}\{_SCRIPT}") for root in _BOTH]
    return Macros(
        warnings=_number([*by_policy, *by_user], "vbawarnings"),
        by_policy=_number(by_policy, "vbawarnings") is not None,
        trusted_off=_number([registry.values(key) for key in trusted], "alllocationsdisabled") == 1,
        internet=_number(by_policy, "blockcontentexecutionfrominternet") == 1,
        vba_off=_number(common, "vbaoff") == 1,
        addins_off=_number([*by_policy, *by_user], "disablealladdins") == 1,
        signed_only=_number([*by_policy, *by_user], "requireaddinsig") == 1,
        script_off=any(_number([one], "enabled") == 0 for one in script),
    )


def _number(keys: Sequence[Mapping[str, object]], name: str) -> int | None:
    """A value by its name in small letters, in the first key that has it; a text of digits is a number too."""
    for values in keys:
        for found, value in values.items():
            if found.lower() == name and str(value).strip().isdecimal():
                return int(str(value))
    return None

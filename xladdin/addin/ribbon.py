"""The tab of the ribbon, made of COMMANDS: a group for each of GROUPS, a button for each command with a picture.

Excel 2010 and later take the part of 2009/07, Excel 2007 that of 2006/01; both say the same.
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from workbook.codes import Lang
from xladdin.commands import GROUPS, Command, Open, buttons

PARTS: Final = {
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
}
"""Name of a part -> its namespace."""
CALLBACK: Final = "Ribbon.OnButton"
_TAB: Final = {"zh": "竞赛台账", "en": "Contestbook"}
_TAB_KEY: Final = "JS"
"""Alt, J, S: the first letters of 竞赛."""
_WHERE: Final[dict[Open, tuple[str, str]]] = {
    "any": ("", ""),
    "sheets": ("用在报名表上。", " For registration workbooks."),
    "contest": ("用在赛事台账上。", " For contest workbooks."),
}
"""Which workbook a button is for."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def ribbon_xml(namespace: str, lang: Lang) -> bytes:
    """The ribbon part of a namespace."""
    root = ElementTree.Element("customUI", xmlns=namespace)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="contestbook", label=_TAB[lang], keytip=_TAB_KEY)
    for number, (name, english) in enumerate(GROUPS, 1):
        group = ElementTree.SubElement(
            tab, "group", id=f"group_{english.lower()}", label=name if lang == "zh" else english
        )
        for letter, command in zip(_LETTERS, buttons(name), strict=False):
            ElementTree.SubElement(group, "button", _button(command, f"{number}{letter}", lang))
    ElementTree.indent(root)
    out: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return out


def _button(command: Command, key: str, lang: Lang) -> dict[str, str]:
    """The attributes of a command's button; pressed with the digit of its group and a letter."""
    label, tip = (command.label, command.help) if lang == "zh" else (command.label_en, command.help_en)
    tip += _WHERE[command.on][lang == "en"]
    return {
        "id": command.id,
        "label": label,
        "imageMso": command.icon,
        "size": "large" if command.large else "normal",
        "keytip": key,
        "screentip": label,
        "supertip": tip,
        "onAction": CALLBACK,
    }

"""The tab says what COMMANDS says, in a form that Excel takes."""

from __future__ import annotations

import re

import pytest

from tests.addin.opened import RIBBON, part, xml
from tests.conftest import SHARED
from xladdin.addin.build import vba_source
from xladdin.commands import GROUPS, buttons

SCHEMAS = {"customUI/customUI.xml": "customUI.xsd", "customUI/customUI14.xml": "customui14.xsd"}
each_part = pytest.mark.parametrize("name", RIBBON)


def all_of(name, kind, lang="zh"):
    return [one for one in xml(name, lang).iter() if one.tag.endswith(f"}}{kind}")]


def reference(name):
    """A file of Microsoft's, which is not ours to ship."""
    path = SHARED / "reference" / name
    if not path.exists():
        pytest.skip("the reference folder is not beside this checkout (CONTESTBOOK_SHARED)")
    return path


WHERE = {
    "any": ("", ""),
    "sheets": ("用在报名表上。", " For registration workbooks."),
    "contest": ("用在赛事台账上。", " For contest workbooks."),
}


def test_no_tip_speaks_of_the_shell():
    assert not [c.id for c in buttons() if re.search(r"(^|\s|；)--?[a-z]|contestbook", c.help + c.help_en)]


@each_part
def test_a_button_for_every_command_that_has_one(name):
    drawn = [button.attrib for button in all_of(name, "button")]
    assert len(drawn) >= 20
    assert [(b["id"], b["label"], b["supertip"], b["imageMso"]) for b in drawn] == [
        (c.id, c.label, c.help + WHERE[c.on][0], c.icon) for group, _ in GROUPS for c in buttons(group)
    ]
    assert {b["id"] for b in drawn if b["size"] == "large"} == {c.id for c in buttons() if c.large}
    assert {b["size"] for b in drawn} == {"large", "normal"}


@each_part
def test_the_groups_stand_as_work_goes(name):
    assert [group.get("label") for group in all_of(name, "group")] == [label for label, _ in GROUPS]
    assert [tab.get("label") for tab in all_of(name, "tab")] == ["竞赛台账"]


@each_part
def test_in_English(name):
    assert [group.get("label") for group in all_of(name, "group", "en")] == [label for _, label in GROUPS]
    drawn = {
        b.get("id"): (b.get("label"), b.get("screentip"), b.get("supertip"))
        for b in all_of(name, "button", "en")
    }
    assert drawn == {c.id: (c.label_en, c.label_en, c.help_en + WHERE[c.on][1]) for c in buttons()}
    assert part(name, "en").isascii()


@each_part
def test_ids_keys_and_words_are_such_as_Excel_takes(name):
    elements = [one for one in xml(name).iter() if one.get("id")]
    ids = [one.get("id") for one in elements]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", one) for one in ids)
    keys = [one.get("keytip") for one in elements if one.get("keytip")]
    assert len(set(keys)) == len(keys) == len(buttons()) + 1
    assert all(re.fullmatch(r"[0-9A-Z]{1,3}", key) for key in keys)
    assert not [(a, b) for a in keys for b in keys if a != b and b.startswith(a)], "one key hides another"
    for one in elements:
        assert all(0 < len(one.get(word, "x")) <= 1024 for word in ("label", "screentip", "supertip"))


@each_part
def test_each_button_calls_a_sub_that_takes_a_control(name):
    called = {button.get("onAction") for button in all_of(name, "button")}
    subs = re.findall(r"^Public Sub (\w+)\(control As IRibbonControl\)\r$", vba_source("Ribbon"), re.M)
    assert called == {f"Ribbon.{sub}" for sub in subs} == {"Ribbon.OnButton"}


# ---- held against what Microsoft publishes, where it lies beside the project


@pytest.fixture(scope="module")
def schema():
    import xmlschema

    made = {}

    def of(name):
        if name not in made:
            made[name] = xmlschema.XMLSchema(str(reference(SCHEMAS[name])), validation="lax")
        return made[name]

    return of


@each_part
def test_the_schema_of_its_version_takes_it(name, schema, tmp_path):
    for lang in ("zh", "en"):
        assert [error.reason for error in schema(name).iter_errors(part(name, lang).decode())] == []


@each_part
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("onAction=", "onAktion="),
        ('id="check"', 'id="fix"'),
        ('id="check"', 'id="1 check"'),
        ('size="large"', 'size="huge"'),
        ('keytip="1B"', 'keytip="1BCD"'),
    ],
)
def test_the_schema_would_find_a_fault(name, right, wrong, schema):
    text = part(name).decode()
    assert right in text
    assert list(schema(name).iter_errors(text.replace(right, wrong, 1)))


def test_every_icon_is_one_of_Offices():
    known = set(reference("imageMso-names.txt").read_text("utf-8").split())
    assert {command.icon for command in buttons()} - known == set()

"""docs/edit-lists.md is the contract scripts rely on: its example runs, its table is complete."""

from __future__ import annotations

import io
import json
import re
from dataclasses import fields
from pathlib import Path

import openpyxl

from workbook.edits import EDITS
from workbook.edits_json import from_json, to_json
from workbook.sheet_spec import KEYS
from workbook.xlsx.writing.filehost import FileHost

PAGE = (Path(__file__).parent.parent / "docs" / "edit-lists.md").read_text("utf-8")


def test_the_example_is_carried_out():
    book = openpyxl.Workbook()
    book.active.title = "附件1"
    book.active["B2"] = "旧内容"
    out = io.BytesIO()
    book.save(out)
    example = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    edits = from_json(example)
    host = FileHost(out.getvalue(), "a.xlsx")
    host.apply(edits)
    made = openpyxl.load_workbook(io.BytesIO(host.data))
    assert made.sheetnames == ["附件1", "清单"]
    assert (made["附件1"]["B2"].value, made["附件1"]["A3"].value) == ("=只是文字", "张三")
    assert from_json(json.loads(json.dumps(to_json(edits)))) == edits


def test_every_operation_and_key_is_on_the_page():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE, re.MULTILINE))
    assert set(rows) == set(EDITS)
    for op, cls in EDITS.items():
        known = {field.name for field in fields(cls)} - {"expect", "merged", "protected"}
        assert set(re.findall(r"`(\w+)`", rows[op])) == known, op
    assert set(KEYS) <= set(re.findall(r"`(\w+)`", PAGE.split("`spec` of")[1])) | {"xml", "parts"}

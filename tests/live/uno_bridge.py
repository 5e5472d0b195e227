"""LibreOffice behind a pipe: one JSON line in, one JSON line out. Runs under a Python that has `uno`.

The tests' own Python need not have it: the module comes with the system's Python or with LibreOffice's own. Started by
`xlengine_uno.Office`, which is the only one that speaks to it: with a program and a profile it starts a LibreOffice and
ends it, with `--pipe NAME` it joins one that is running (a second process, as after a click) and leaves it running.
LibreOffice
answers on its main thread: a macro that waits there for us waits for ever.

It answers in Excel's ways where LibreOffice's differ: a text is read as if it had been typed, a number in a text cell
becomes text, a locked cell takes nothing, formulas are written as Excel writes them.
"""

import contextlib
import json
import re
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue, UnknownPropertyException
from com.sun.star.beans.PropertyState import AMBIGUOUS_VALUE
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.table import CellAddress, CellRangeAddress

FORMULA, XL_OOX = 16, 3
TEXT, LOGICAL = 256, 1024
REMOVABLE, LINKS = 128, "contestbook links"
ENGLISH = Locale("en", "US", "")
CONSTANTS = {"TRUE()": "TRUE", "FALSE()": "FALSE"}
"""What LibreOffice makes a formula of where Excel has a constant."""
ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")
TYPED = re.compile(r"\s*[=+\-@]|.*\d|\s*(true|false)\s*$|#", re.S | re.I)
"""A text that LibreOffice may take for something else when it is typed."""


class Office:
    """One LibreOffice and the documents opened in it, or that were found in it."""

    def __init__(self, pipe, process=None):
        self.pipe, self.process = pipe, process
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + (60 if process else 5)
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                died = process is not None and process.poll() not in (None, 0, 81)
                if died or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        self.desktop = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )
        self.docs, self.merges, self.found, self.printed = {}, {}, {}, {}

    @classmethod
    def started(cls, soffice, profile):
        pipe = f"contestbook{time.time_ns()}"
        process = subprocess.Popen(
            [
                soffice, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
                f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return cls(pipe, process)

    # ---- documents and sheets

    def open(self, path, hidden=True, read_only=False):
        how = PropertyValue("Hidden", 0, hidden, 0), PropertyValue("ReadOnly", 0, read_only, 0)
        doc = self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, how)
        if not hidden:
            doc.CurrentController.Frame.activate()
        return self._adopt(doc)

    def new(self, hidden=True):
        """A workbook that was never saved."""
        blank = (PropertyValue("Hidden", 0, hidden, 0),)
        doc = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, blank)
        if not hidden:
            doc.CurrentController.Frame.activate()
        return self._adopt(doc)

    def _adopt(self, doc):
        """The number of a document, a new one where it has none yet."""
        for key, (known, _) in self.docs.items():
            if known == doc:
                return key
        parser = doc.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = XL_OOX
        self.docs[len(self.docs) + 1] = (doc, parser)
        return len(self.docs)

    def books(self):
        """[key, full name] of each workbook open there, whoever opened it; add-ins are none, as in Excel."""
        found = self.desktop.Components.createEnumeration()
        docs = []
        while found.hasMoreElements():
            docs.append(found.nextElement())
        sheets = [doc for doc in docs if doc.supportsService("com.sun.star.sheet.SpreadsheetDocument")]
        return [[self._adopt(doc), _full_name(doc)] for doc in sheets if not doc.URL.endswith(".xlam")]

    def front(self, key):
        """Bring a workbook to the front."""
        self.docs[key][0].CurrentController.Frame.activate()

    def load_addin(self, path, modules):
        """Open an add-in with its macros, and put these modules into its library, whatever is there."""
        how = (
            PropertyValue("Hidden", 0, True, 0),
            PropertyValue("MacroExecutionMode", 0, 4, 0),  # always, without asking
            PropertyValue("FilterName", 0, "Calc MS Excel 2007 VBA XML", 0),
        )
        self.addin = self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, how)
        library = self.addin.BasicLibraries.getByName("Contestbook")
        for name, source in modules.items():
            (library.replaceByName if library.hasByName(name) else library.insertByName)(name, source)

    def basic(self, name, *args):
        """What a function of the add-in answers: Module.Function, its arguments as text."""
        url = f"vnd.sun.star.script:Contestbook.{name}?language=Basic&location=document"
        try:
            return self.addin.ScriptProvider.getScript(url).invoke(args, (), ())[0]
        finally:
            self._forget()  # another process may have changed the sheets meanwhile

    def current(self):
        """The key of the workbook in front, or null."""
        doc = self.desktop.getCurrentComponent()
        known = [key for key, (one, _) in self.docs.items() if one == doc]
        return known[0] if known else None

    def standing(self, key):
        """What a document says of itself: read-only, whether it has a place, whether its sheets are fixed."""
        doc = self.docs[key][0]
        return [doc.isReadonly(), doc.hasLocation(), doc.isProtected()]

    def fix_sheets(self, key):
        """Protect the structure of a workbook."""
        self.docs[key][0].protect("")

    def close(self, key):
        self.docs[key][0].close(True)

    def save(self, key, path):
        self.docs[key][0].storeToURL(
            f"file://{path}", (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),)
        )

    def sheets(self, key):
        return list(self.docs[key][0].Sheets.ElementNames)

    def add_sheet(self, key, name, at):
        self._forget()
        self.docs[key][0].Sheets.insertNewByName(name, at)

    def remove_sheet(self, key, name):
        self._forget()
        self.docs[key][0].Sheets.removeByName(name)
        self._keep_links(key, {at: kept for at, kept in self.links(key).items() if _sheet_of(at) != name})

    def rename_sheet(self, key, name, new):
        self._sheet(key, name).Name = new
        links = {
            at.replace(name, new, 1) if _sheet_of(at) == name else at: kept
            for at, kept in self.links(key).items()
        }
        self._keep_links(key, links)
        self._forget()

    def active(self, key):
        return self.docs[key][0].CurrentController.ActiveSheet.Name

    def show(self, key, name):
        self.docs[key][0].CurrentController.setActiveSheet(self._sheet(key, name))

    def select(self, key, name, box):
        if self.active(key) != name:
            raise ValueError("another sheet is shown")
        self.docs[key][0].CurrentController.select(self._range(key, name, box))

    def selection(self, key):
        chosen = self.docs[key][0].CurrentSelection
        return [chosen.Spreadsheet.Name, _box(chosen.RangeAddress)]

    def visible(self, key, name, shown=None):
        sheet = self._sheet(key, name)
        if shown is not None:
            sheet.IsVisible = shown
        return sheet.IsVisible

    def names(self, key):
        doc = self.docs[key][0]
        return [[name, doc.NamedRanges.getByName(name).Content] for name in doc.NamedRanges.ElementNames]

    def date1904(self, key):
        day = self.docs[key][0].NullDate
        return day.Year == 1904

    def snapshot(self, key):
        """All that an edit might change, for comparing: sheets, cells, looks, notes, protection, tables, selection."""
        self._forget()  # what was remembered, somebody else may have changed
        told = [self.active(key), self.selection(key), self.links(key)]
        formats = self.docs[key][0].NumberFormats
        for name in self.sheets(key):
            box = self.used(key, name)
            box = [1, 1, max(box[2], 12), max(box[3], 8)]
            looks = []
            for part in self._format_parts(self._range(key, name, box), True):
                look = [part[0].CellBackColor, formats.getByKey(part[0].NumberFormat).FormatString]
                looks += [[at, look] for piece in part for at in _cells(piece.RangeAddress)]
            told.append([name, self.values(key, name, box), self.formulas(key, name, box), sorted(looks)])
            told.append([sorted(self.notes(key, name)), self.protected(key, name), self.tables(key, name)])
        return told

    # ---- ranges; a box is [top, left, bottom, right], counted from 1

    def _sheet(self, key, name):
        if (key, name) not in self.found:
            self.found[key, name] = self.docs[key][0].Sheets.getByName(name)
        return self.found[key, name]

    def _forget(self):
        """Sheets come, go and change their names."""
        self.merges.clear()
        self.found.clear()

    def _range(self, key, name, box):
        top, left, bottom, right = box
        right = min(right, 1024) if bottom - top > 1000 or right <= 16384 else right
        return self._sheet(key, name).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def used(self, key, name):
        cursor = self._sheet(key, name).createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return _box(cursor.RangeAddress)

    def values(self, key, name, box):
        """Rows of null, true, number, text, or {"error": text}."""
        cells = self._range(key, name, box)
        rows = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
        top, left = box[0] - 1, box[1] - 1
        for place in cells.queryFormulaCells(4).RangeAddresses:
            for row, col in _cells(place):
                text = self._sheet(key, name).getCellByPosition(col, row).String
                rows[row - top][col - left] = {"error": "#NUM!" if text.startswith("Err:") else text}
        truths = any(value in (0.0, 1.0) for row in rows for value in row)
        for place in self._of_kind(key, cells, LOGICAL) if truths else ():
            for row, col in _cells(place):
                if isinstance(rows[row - top][col - left], float):
                    rows[row - top][col - left] = rows[row - top][col - left] != 0
        return rows

    def _of_kind(self, key, cells, kind):
        """The parts of a range whose number format is of a kind. Only those are looked at closely: each call costs."""
        formats = self.docs[key][0].NumberFormats
        if cells.getPropertyState("NumberFormat") != AMBIGUOUS_VALUE:
            return [cells.RangeAddress] if formats.getByKey(cells.NumberFormat).Type & kind else []
        found, known = cells.UniqueCellFormatRanges, {}
        parts = []
        for part in (found.getByIndex(number) for number in range(found.Count)):
            code = part.NumberFormat
            if code not in known:
                known[code] = formats.getByKey(code).Type & kind
            parts += [part.getByIndex(number) for number in range(part.Count)] if known[code] else []
        whole = cells.RangeAddress
        return [_inside(cells.Spreadsheet, part.RangeAddress, whole).RangeAddress for part in parts]

    def _format_parts(self, cells, other=False):
        """A range cut where its number formats (or other looks) differ: lists of ranges that look the same."""
        if not other and cells.getPropertyState("NumberFormat") != AMBIGUOUS_VALUE:
            return [[cells]]
        found, whole, sheet = cells.UniqueCellFormatRanges, cells.RangeAddress, cells.Spreadsheet
        parts = [found.getByIndex(number) for number in range(found.Count)]
        return [
            [_inside(sheet, part.getByIndex(number).RangeAddress, whole) for number in range(part.Count)]
            for part in parts
        ]

    def formulas(self, key, name, box):
        """Rows of text: a formula as Excel writes it, else the content as text."""
        cells = self._range(key, name, box)
        rows = [[_plain(value) for value in row] for row in cells.getDataArray()]
        parser, sheet, number = self.docs[key][1], self._sheet(key, name), cells.RangeAddress.Sheet
        own = cells.getFormulaArray()
        for place in cells.queryContentCells(FORMULA).RangeAddresses:
            for row, col in _cells(place):
                said = own[row - box[0] + 1][col - box[1] + 1]
                if said in self.printed:
                    rows[row - box[0] + 1][col - box[1] + 1] = self.printed[said]
                    continue
                cell = sheet.getCellByPosition(col, row)
                text = parser.printFormula(cell.getTokens(), CellAddress(number, col, row))
                if said[:1] == "{":  # its cells all show the one formula
                    first = self._anchor(key, name, cell)
                    text = parser.printFormula(first.getTokens(), first.CellAddress)
                text = text or cell.getFormula().removeprefix("=")  # a lone error
                constant = CONSTANTS.get(text, text if text.startswith("#") else None)
                self.printed[said] = rows[row - box[0] + 1][col - box[1] + 1] = constant or "=" + text
        return rows

    def _anchor(self, key, name, cell):
        cursor = self._sheet(key, name).createCursorByRange(cell)
        cursor.collapseToCurrentArray()
        return cursor.getCellByPosition(0, 0)

    def write(self, key, name, box, rows):
        """Put values in as if they were typed; one array, then whatever a person's Enter would change."""
        self._prove_unlocked(key, name, box)
        cells = self._range(key, name, box)
        if len(rows) > 20:
            cells.Rows.Height = cells.Rows.getByIndex(0).Height  # else each row's height is measured
        text = self._text_cells(key, cells, box)
        plain, special = [], []
        for down, row in enumerate(rows):
            plain.append([])
            for right, value in enumerate(row):
                shown, typed = _typed(value, (down, right) in text)
                plain[-1].append(shown)
                if typed is not None:
                    special.append((down, right, typed))
        formats = self.docs[key][0].NumberFormats
        looks = [(part, part[0].NumberFormat) for part in self._format_parts(cells)]
        looks = [(part, 0 if formats.getByKey(look).Type & LOGICAL else look) for part, look in looks]
        notes = [note for note in self.notes(key, name) if _within(note, box)]
        cells.setDataArray(tuple(map(tuple, plain)))  # this takes the notes off as well
        for row, col, words, ours in notes:
            at = [row, col, row, col]
            if not self.note(key, name, at):
                self.put_note(key, name, at, words)
                if ours:
                    self.claim_note(key, name, at)
        for part, number in looks:  # LibreOffice makes a text cell of one that is given digits as a text
            for piece in part:
                piece.NumberFormat = number
        for down, right, value in special:
            self._type(key, cells.getCellByPosition(right, down), value)

    def _text_cells(self, key, cells, box):
        """The cells (from 0) of a range whose number format is text."""
        return {
            (row - box[0] + 1, col - box[1] + 1)
            for place in self._of_kind(key, cells, TEXT)
            for row, col in _cells(place)
        }

    def _type(self, key, cell, value):
        doc, parser = self.docs[key]
        if isinstance(value, bool):
            cell.Value = float(value)
            cell.NumberFormat = doc.NumberFormats.getStandardFormat(LOGICAL, ENGLISH)
        elif value.strip().upper() in ("TRUE", "FALSE"):
            self._type(key, cell, value.strip().upper() == "TRUE")
        elif value in ERRORS:
            cell.setFormula("=" + value)
        elif value.lstrip()[:1] in "=+-@" and value.strip()[1:]:
            source = value.lstrip()
            tokens = parser.parseFormula(source[1:] if source[0] == "=" else source, cell.CellAddress)
            cell.setTokens(tokens)
        else:
            cell.setFormula(value)

    def formula_array(self, key, name, box, text):
        self._prove_unlocked(key, name, box)
        cells = self._range(key, name, box)
        cells.clearContents(1 | 2 | 4 | FORMULA)
        cells.setArrayTokens(self.docs[key][1].parseFormula(text[1:], CellAddress(
            cells.RangeAddress.Sheet, cells.RangeAddress.StartColumn, cells.RangeAddress.StartRow
        )))  # fmt: skip

    def has_array(self, key, name, box):
        """true: all cells are part of array formulas, false: none is, null: some are."""
        cells = self._range(key, name, box)
        formulas = cells.getFormulaArray()
        found = [
            formulas[row - box[0] + 1][col - box[1] + 1][:1] == "{"
            for place in cells.queryContentCells(FORMULA).RangeAddresses
            for row, col in _cells(place)
        ]
        total = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
        return False if not any(found) else True if sum(found) == total else None

    def array(self, key, name, box):
        """The box of the array formula around a cell."""
        cell = self._range(key, name, box)
        if not cell.getArrayFormula():
            cursor = self._sheet(key, name).createCursorByRange(cell)
            cursor.collapseToCurrentArray()
            found = _box(cursor.RangeAddress)
            return found if found != box else None
        cursor = self._sheet(key, name).createCursorByRange(cell)
        cursor.collapseToCurrentArray()
        return _box(cursor.RangeAddress)

    # ---- looks

    def color(self, key, name, box, given=()):
        cells = self._range(key, name, box)
        if given != ():
            self._prove_unlocked(key, name, box)
            cells.CellBackColor = -1 if given is None else given
        return None if cells.CellBackColor == -1 else cells.CellBackColor

    def number_format(self, key, name, box, given=None):
        """The format code all cells of a range have, null when they differ."""
        cells, formats = self._range(key, name, box), self.docs[key][0].NumberFormats
        if given is not None:
            self._prove_unlocked(key, name, box)
            number = formats.queryKey(given, ENGLISH, False)
            cells.NumberFormat = formats.addNew(given, ENGLISH) if number == -1 else number
        entries = [formats.getByKey(part[0].NumberFormat) for part in self._format_parts(cells)]
        codes = {"General" if entry.Type & LOGICAL else _excels(entry.FormatString) for entry in entries}
        return codes.pop() if len(codes) == 1 else None  # two locales have two numbers for one code

    def columns(self, key, name, box, what, given=None):
        columns = self._range(key, name, box).Columns
        if given is not None:
            setattr(columns, what, given)
        return getattr(columns, what)

    def font(self, key, name, box, what, given):
        setattr(self._range(key, name, box), what, given)

    def hidden(self, key, name, box, axis):
        """true: all rows (columns) of a box are hidden, false: none, null: some."""
        top, left, bottom, right = box
        line = [top, left, bottom, left] if axis == "rows" else [top, left, top, right]
        total = bottom - top + 1 if axis == "rows" else right - left + 1
        shown = 0
        for part in self._range(key, name, line).queryVisibleCells().RangeAddresses:
            first, last = (
                (part.StartRow, part.EndRow) if axis == "rows" else (part.StartColumn, part.EndColumn)
            )
            shown += last - first + 1
        return True if shown == 0 else False if shown == total else None

    def merged(self, key, name):
        """The merged boxes of a sheet; asked once, since nobody merges cells here."""
        if (key, name) in self.merges:
            return self.merges[key, name]
        boxes = self.merges[key, name] = []

        def look(top, left, bottom, right):
            part = self._range(key, name, [top, left, bottom, right])
            if not part.getIsMerged():
                return
            if (top, left) == (bottom, right):
                cursor = self._sheet(key, name).createCursorByRange(part)
                cursor.collapseToMergedArea()
                boxes.append(_box(cursor.RangeAddress))
            elif bottom - top >= right - left:
                middle = (top + bottom) // 2
                look(top, left, middle, right)
                look(middle + 1, left, bottom, right)
            else:
                middle = (left + right) // 2
                look(top, left, bottom, middle)
                look(top, middle + 1, bottom, right)

        look(*[1, 1, *self.used(key, name)[2:]])
        return boxes

    # ---- notes, protection, tables, furniture

    def notes(self, key, name):
        """[row, col, text, whether it bears our mark] of each note."""
        notes = self._sheet(key, name).Annotations
        return [_note(notes.getByIndex(index)) for index in range(notes.Count)]

    def note(self, key, name, box):
        """The same of one cell, or null."""
        note = self._range(key, name, box).getCellByPosition(0, 0).Annotation
        return _note(note) if note.String else None

    def put_note(self, key, name, box, text):
        if self._sheet(key, name).isProtected():
            raise ValueError("the sheet is protected")
        notes = self._sheet(key, name).Annotations
        for index in range(notes.Count if self.note(key, name, box) else 0):
            place = notes.getByIndex(index).Position
            if (place.Row + 1, place.Column + 1) == (box[0], box[1]):
                notes.removeByIndex(index)
                break
        if text is not None:
            notes.insertNew(self._range(key, name, box).getCellByPosition(0, 0).CellAddress, text)

    def claim_note(self, key, name, box):
        cell = self._range(key, name, box).getCellByPosition(0, 0)
        cell.Annotation.AnnotationShape.Description = "contestbook"

    # Links are kept beside the cells, for every process that joins: LibreOffice's own are part of a cell's text.

    def links(self, key):
        """{Sheet!row,column: what was given} of each linked cell."""
        kept = self.docs[key][0].DocumentProperties.UserDefinedProperties
        try:
            links = json.loads(kept.getPropertyValue(LINKS))
        except UnknownPropertyException:
            return {}
        sheets = self.sheets(key)
        return {at: link for at, link in links.items() if _sheet_of(at) in sheets}

    def put_link(self, key, name, box, record):
        links = self.links(key)
        at = _place(name, box)
        links.pop(at, None)
        self._keep_links(key, {**links, at: record} if record is not None else links)

    def _keep_links(self, key, links):
        if links == self.links(key):
            return
        kept = self.docs[key][0].DocumentProperties.UserDefinedProperties
        if kept.getPropertySetInfo().hasPropertyByName(LINKS):
            kept.removeProperty(LINKS)
        if links:
            kept.addProperty(LINKS, REMOVABLE, json.dumps(links))

    def link(self, key, name, box):
        return self.links(key).get(_place(name, box))

    def protected(self, key, name, given=None, password=""):
        sheet = self._sheet(key, name)
        if given is True:
            sheet.protect(password)
        elif given is False:
            with contextlib.suppress(Exception):  # a wrong password
                sheet.unprotect(password)
        return sheet.isProtected()

    def locked(self, key, name, box):
        cells = self._range(key, name, box)
        if cells.getPropertyState("CellProtection") == AMBIGUOUS_VALUE:
            return None
        return cells.CellProtection.IsLocked

    def _prove_unlocked(self, key, name, box):
        if self._sheet(key, name).isProtected() and self.locked(key, name, box) is not False:
            raise ValueError("a locked cell on a protected sheet")

    def tables(self, key, name):
        """[name, box] of each database range that has a name of its own."""
        ranges, index = self.docs[key][0].DatabaseRanges, self._sheet(key, name).RangeAddress.Sheet
        found = [ranges.getByName(table) for table in ranges.ElementNames]
        return [[t.Name, _box(t.DataArea)] for t in found if t.DataArea.Sheet == index]

    def resize_table(self, key, name, table, box):
        area = CellRangeAddress(
            self._sheet(key, name).RangeAddress.Sheet, box[1] - 1, box[0] - 1, box[3] - 1, box[2] - 1
        )
        self.docs[key][0].DatabaseRanges.getByName(table).DataArea = area

    def tab(self, key, name, color):
        self._sheet(key, name).TabColor = color

    def freeze(self, key, name, rows, columns):
        self.show(key, name)
        self.docs[key][0].CurrentController.freezeAtPosition(columns, rows)

    def drop_down(self, key, name, box, items=None):
        """Give cells a drop-down; answers the items of the one they have."""
        cells = self._range(key, name, box)
        rule = cells.Validation
        if items is not None:
            rule.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
            rule.setFormula1(";".join(f'"{item}"' for item in items))
            cells.Validation = rule
        return rule.getFormula1()

    def title_rows(self, key, name, first, last):
        sheet = self._sheet(key, name)
        sheet.setTitleRows(CellRangeAddress(sheet.RangeAddress.Sheet, 0, first - 1, 0, last - 1))
        sheet.setPrintTitleRows(True)


def _full_name(doc):
    """As Excel says it: folder and name, or the title of one that was never saved."""
    return uno.fileUrlToSystemPath(doc.URL) if doc.URL else doc.Title


def _box(address):
    return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]


def _within(note, box):
    """Whether a note (row, col, ...) stands in a box."""
    return box[0] <= note[0] <= box[2] and box[1] <= note[1] <= box[3]


def _place(name, box):
    """The key of a cell among the links."""
    return f"{name}!{box[0]},{box[1]}"


def _sheet_of(place):
    return place.rpartition("!")[0]


def _note(note):
    place, ours = note.Position, note.AnnotationShape.Description == "contestbook"
    return [place.Row + 1, place.Column + 1, note.String, ours]


def _inside(sheet, a, b):
    """What two ranges have in common."""
    return sheet.getCellRangeByPosition(
        max(a.StartColumn, b.StartColumn), max(a.StartRow, b.StartRow),
        min(a.EndColumn, b.EndColumn), min(a.EndRow, b.EndRow),
    )  # fmt: skip


def _cells(address):
    """(row, column) of every cell, counted from 0."""
    for row in range(address.StartRow, address.EndRow + 1):
        for col in range(address.StartColumn, address.EndColumn + 1):
            yield row, col


def _excels(code):
    """A format code with the letters of dates in Excel's case."""
    return "".join(
        part if part.startswith('"') or part == "General" else re.sub("[YDHMS]", lambda m: m[0].lower(), part)
        for part in re.split('("[^"]*")', code)
    )


def _plain(value):
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value or ""


def _typed(value, text):
    """(what the array takes, what must be typed instead) for a value in a cell, a text cell perhaps."""
    if value is None or value == "":
        return "", None
    if text:
        return (_plain(value) if isinstance(value, float) else str(value)), None
    if isinstance(value, bool):
        return "", value
    if isinstance(value, (int, float)):
        return float(value), None
    if value.startswith("'"):
        return value[1:], None
    return ("", value) if TYPED.match(value) else (value, None)


def main():
    first, second = sys.argv[1:3]
    office = Office(second) if first == "--pipe" else Office.started(first, second)
    print(json.dumps({"ok": office.pipe}), flush=True)
    for line in sys.stdin:
        name, args = json.loads(line)
        if name == "quit":
            break
        try:
            answer = {"ok": getattr(office, name)(*args)}
        except Exception as problem:  # noqa: BLE001
            answer = {"error": f"{name}: {type(problem).__name__}: {problem}"}
        print(json.dumps(answer), flush=True)
    if office.process is None:
        return
    with contextlib.suppress(Exception):  # the pipe breaks while it says goodbye
        office.desktop.terminate()
    try:
        office.process.wait(20)
    except subprocess.TimeoutExpired:
        office.process.kill()


if __name__ == "__main__":
    main()

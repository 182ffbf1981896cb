"""The files of the demo's templates open, calculate what the pages say, and are Rich Text where they say so."""

import io
import math
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

import guides.demo
from guides.demo.files import make
from guides.demo.outlines import escaped

TEMPLATES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(guides.demo.__file__).parent / "content" / "templates").glob("*.toml"))
}
SHEETS = [slug for slug, page in TEMPLATES.items() if page["file"]["kind"] == "sheet"]
OUTLINES = [slug for slug, page in TEMPLATES.items() if page["file"]["kind"] == "outline"]
REFERENCE = re.compile(r"(?:'?([A-Za-z ]+)'?!)?\$?([A-Z]{1,2})\$?([0-9]+)(?::\$?([A-Z]{1,2})\$?([0-9]+))?")
FILL_IN = "00FFF6DF"


def _book(slug: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(make(TEMPLATES[slug]["file"])))


def _formulas(book: Workbook) -> Iterator[tuple[str, str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    yield sheet.title, cell.coordinate, cell.value


def _operands(formula: str) -> Iterator[str]:
    for token in Tokenizer(formula).items:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            yield token.value


# A calculator, just large enough for our sheets ------------------------------------------------------------------

Thunk = Callable[[], Any]


class Empty(float):
    """An empty cell: nought in a sum, and equal to no words."""

    def __eq__(self, other: object) -> bool:
        return other in ("", 0)

    __hash__ = float.__hash__


def _numbers(given: tuple[Thunk, ...]) -> list[float]:
    reckoned = [thunk() for thunk in given]
    values = [value for each in reckoned for value in (each if isinstance(each, list) else [each])]
    return [value for value in values if not isinstance(value, str | Empty)]


def _payment(rate: Thunk, months: Thunk, amount: Thunk) -> float:
    monthly = rate()
    return float(-amount() * monthly / (1 - (1 + monthly) ** -months()))


def _rate(months: Thunk, payment: Thunk, amount: Thunk, back: Thunk) -> float:
    """The rate at which all payments are worth what was given, found by halving."""
    times, paid, given, returned = int(months()), payment(), amount(), back()
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        worth = sum(paid / (1 + rate) ** n for n in range(1, times + 1)) + given + returned / (1 + rate) ** times
        low, high = (rate, high) if worth < 0 else (low, rate)
    return low


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "IF": lambda test, yes, no: yes() if test() else no(),
    "OR": lambda *tests: any(test() for test in tests),
    "SUM": lambda *given: sum(_numbers(given)),
    "MIN": lambda *given: min(_numbers(given)),
    "SUMIF": lambda given, test: sum(value for value in _numbers((given,)) if value < 0 and test() == "<0"),
    "MATCH": lambda value, given, how: given().index(value()) + 1,
    "INDEX": lambda given, place: given()[int(place()) - 1],
    "ROUND": lambda value, digits: round(value(), int(digits())),
    "ROUNDUP": lambda value, digits: math.ceil(value()),
    "PMT": _payment,
    "RATE": _rate,
}


class Reckoned:
    """What the cells of a workbook are worth; each is reckoned once, so fill in before you ask."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, str], Any] = {}

    def at(self, sheet: str, cell: str) -> Any:
        value = self.book[sheet][cell].value
        if not (isinstance(value, str) and value.startswith("=")):
            return Empty() if value is None else value
        if (sheet, cell) not in self.known:
            self.known[sheet, cell] = self._reckon(sheet, cell, value)
        return self.known[sheet, cell]

    def _reckon(self, sheet: str, cell: str, formula: str) -> Any:
        def fetch(reference: str) -> Any:
            name, bare = reference.replace("$", "").rpartition("!")[::2]
            place = name.strip("'") or sheet
            if ":" not in bare:
                return self.at(place, bare)
            return [self.at(place, each.coordinate) for row in self.book[place][bare] for each in row]

        row, column = self.book[sheet][cell].row, self.book[sheet][cell].column
        names = {**FUNCTIONS, "fetch": fetch, "ROW": lambda: row, "COLUMN": lambda: column}
        return eval(_as_python(formula), {"__builtins__": {}, **names})  # noqa: S307 our own formulas


def _as_python(formula: str) -> str:
    """The formula with every argument of a function as a thunk, so that IF does not divide by nought."""
    said = []
    for token in Tokenizer(formula).items:
        if token.type == "FUNC" and token.subtype == "OPEN":
            bare = token.value in {"ROW(", "COLUMN("}
            said.append(token.value if bare else token.value + "lambda: ")
        elif token.type == "SEP":
            said.append(", lambda: ")
        elif token.type == "OPERAND" and token.subtype == "RANGE":
            said.append(f"fetch({token.value!r})")
        else:
            said.append({"=": "==", "<>": "!="}.get(token.value, token.value))
    return "".join(said)


def _near(value: float) -> Any:
    return pytest.approx(value, abs=0.01)


# Spreadsheets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SHEETS)
def test_a_sheet_can_be_printed_and_read_on_a_phone(slug: str) -> None:
    book = _book(slug)
    assert book.properties.title
    assert book.vba_archive is None
    for sheet in book.worksheets:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_area
        assert sheet.page_setup.fitToHeight == 0
        described = next(each for each in TEMPLATES[slug]["file"]["sheets"] if each["name"] == sheet.title)
        assert sheet.max_column <= len(described["widths"])
        assert all(dimension.width for dimension in sheet.column_dimensions.values())
        assert sheet["A1"].font.size > sheet["A2"].font.size


@pytest.mark.parametrize("slug", SHEETS)
def test_formulas_look_at_cells_that_are_filled_or_to_be_filled(slug: str) -> None:
    book = _book(slug)
    formulas = list(_formulas(book))
    assert len(formulas) >= 10
    for title, place, formula in formulas:
        for operand in _operands(formula):
            match = REFERENCE.fullmatch(operand)
            assert match, operand
            sheet = book[match[1] or title]
            left, top, right, bottom = range_boundaries(operand.rpartition("!")[2].replace("$", ""))
            seen = [sheet.cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            assert sheet[place].coordinate not in {cell.coordinate for cell in seen} or sheet.title != title
            for cell in seen:
                assert cell.value is not None or cell.fill.fgColor.rgb == FILL_IN, (title, place, cell.coordinate)


@pytest.mark.parametrize("slug", SHEETS)
def test_an_empty_sheet_shows_no_errors(slug: str) -> None:
    book = _book(slug)
    reckoned = Reckoned(book)
    for title, place, formula in _formulas(book):
        if "&" not in formula:
            assert reckoned.at(title, place) is not None


def test_the_pricing_sheet_arrives_where_the_conversation_did() -> None:
    reckoned = Reckoned(_book("pricing-sheet"))
    chair = {cell: reckoned.at("One piece", cell) for cell in ("C6", "C11", "C17", "C18", "C21", "C23", "C27")}
    assert chair["C6"] == _near(7750)
    assert chair["C11"] == _near(625)
    assert chair["C18"] == _near(15718.48)
    assert chair["C21"] == _near(2281.52)
    assert chair["C23"] == 27
    assert chair["C27"] == _near(-1675)
    assert reckoned.at("Price list", "F5") == _near(22454.29)
    assert reckoned.at("Price list", "F29") == ""


def test_the_loans_cost_what_the_guide_says() -> None:
    reckoned = Reckoned(_book("loan-comparison"))
    assert [round(reckoned.at("Example", f"{column}12")) for column in "BCD"] == [72000, 71058, 64800]
    assert [round(reckoned.at("Example", f"{column}13")) for column in "BCD"] == [120000, 119581, 48000]
    assert [round(reckoned.at("Example", f"{column}14"), 4) for column in "BCD"] == [0.0346, 0.0350, 0.0142]


def test_the_oil_press_is_short_in_week_four() -> None:
    book = _book("cash-flow-sheet")
    reckoned = Reckoned(book)
    assert [reckoned.at("Example", f"{column}14") for column in "BCDEFG"] == [265, 260, 50, -85, 10, 105]
    assert (reckoned.at("Example", "B16"), reckoned.at("Example", "B17")) == (-85, 4)
    for cell, value in {"E12": 75, "G12": 75, "E7": 90, "F7": 110}.items():
        book["Example"][cell] = value
    moved = Reckoned(book)
    assert (moved.at("Example", "B16"), moved.at("Example", "G14")) == (20, 105)


def test_the_weeks_of_the_narrow_page_are_those_of_the_wide_one() -> None:
    book = _book("cash-flow-sheet")
    wide = book["Cash flow"]
    wide["B6"], wide["B8"], wide["D13"], wide["N19"] = 1000, 50, 700, 400
    reckoned = Reckoned(book)
    assert [reckoned.at("Narrow", f"E{row}") for row in (4, 5, 6, 16)] == [1050, 1050, 350, -50]
    assert reckoned.at("Narrow", "E17") == reckoned.at("Cash flow", "B23") == -50
    assert reckoned.at("Cash flow", "B24") == 13


def test_the_stock_count_orders_at_the_reorder_point() -> None:
    book = _book("stock-count")
    assert Reckoned(book).at("Count", "M7") == "ORDER"
    book["Count"]["F7"] = 1301
    reckoned = Reckoned(book)
    assert reckoned.at("Count", "M7") == "ok"
    assert (reckoned.at("Count", "I3"), reckoned.at("Count", "I4")) == (1301 * 14, -19 * 14)


def test_the_invoice_takes_off_the_deposit_and_adds_the_tax() -> None:
    book = _book("invoice")
    assert Reckoned(book).at("Invoice", "D28") == 1_360_000
    book["Invoice"]["D25"], book["Invoice"]["D27"] = 0.075, 500_000
    assert Reckoned(book).at("Invoice", "D28") == _near(962_000)


# Rich Text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", OUTLINES)
def test_an_outline_is_well_formed_rich_text(slug: str) -> None:
    described = TEMPLATES[slug]["file"]
    code = make(described).decode("ascii")
    assert code.startswith(r"{\rtf1\ansi")
    depth, depths = 0, []
    for brace in re.findall(r"(?<!\\)[{}]", code.replace("\\\\", "")):
        depth += 1 if brace == "{" else -1
        depths.append(depth)
    assert depths[-1] == 0
    assert min(depths[:-1]) >= 1
    for word in re.findall(r"\\([a-z]+)", code):
        assert word in KNOWN_WORDS.split(), word
    for part in described["parts"]:
        assert escaped(part["heading"]) in code
        assert all(escaped(check) in code for check in part.get("checks", []))


KNOWN_WORDS = """
    rtf ansi ansicpg deff uc fonttbl f fswiss fcharset colortbl red green blue info title author paperw paperh margl
    margr margt margb pard par sa sb fs cf b keepn tab tqr tlul tx fi li line u
"""
"""Of Rich Text Format 1.9.1, those that our outlines use."""


def test_letters_that_are_not_ascii_are_escaped() -> None:
    assert escaped("a{b}\\c") == r"a\{b\}\\c"
    assert escaped("café") == r"caf\u233?"
    assert escaped("₦") == r"\u8358?"
    assert escaped("\uff01") == r"\u-255?"
    assert escaped("🙏") == r"\u-10179?\u-8625?"
    assert escaped("one\ntwo") == r"one\line two"


def test_a_kind_that_nobody_makes_is_refused() -> None:
    with pytest.raises(KeyError):
        make({"kind": "slides", "name": "pitch.pptx"})

"""Makes the spreadsheets of the demo's business templates from what their pages say about them.

A workbook is described in the TOML of its page: `sheets`, each with a `name`, the `widths` of its columns (in
characters), perhaps `landscape`, `freeze` (the cell at which rows and columns begin to move), `formats` by column,
`choices` (what may be typed into which cells) and `rows`. A row is a table:

    cells     what stands in it, from column A; a text that begins with "=" is a formula, "" is empty
    style     one of STYLES
    format    the name of one of FORMATS, for every cell of the row; else the column's own
    across    the last column to which the last cell is repeated, its formula moved along
    times     how often the whole row is repeated downwards, its formulas moved along

Office Open XML (ECMA-376) is written by openpyxl. There are no macros, and no result is stored beside a formula: a
program that only shows a preview may show empty cells where one that calculates shows sums.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

FORMATS = {
    "money": "#,##0.00;[Red]-#,##0.00",
    "whole": "#,##0;[Red]-#,##0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "plain": "General",
}

INK, QUIET, BRAND, FILL_IN, LINE = "20251F", "565F57", "14594A", "FFF6DF", "C9BFAE"
STYLES = {
    "title": Font(name="Arial", size=15, bold=True, color=BRAND),
    "note": Font(name="Arial", size=10, color=QUIET),
    "header": Font(name="Arial", size=10, bold=True, color="FFFFFF"),
    "section": Font(name="Arial", size=11, bold=True, color=BRAND),
    "fill in": Font(name="Arial", size=10, color=INK),
    "example": Font(name="Arial", size=10, italic=True, color=QUIET),
    "result": Font(name="Arial", size=10, color=INK),
    "sum": Font(name="Arial", size=10, bold=True, color=INK),
}
"""How the words of a row look. In a row to "fill in", what is not a formula or a label has the ground of FILL_IN."""

NOTE_LETTERS = 1.05
"""Letters of a note that fit into one unit of column width; decides how high the note's row must be."""


def workbook(described: Mapping[str, Any]) -> bytes:
    """The bytes of an .xlsx file. Raises KeyError where a style or a format is named that is not there."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = described["title"]
    book.properties.creator = "Baraza"
    book.calculation.fullCalcOnLoad = True
    for each in described["sheets"]:
        _fill(book.create_sheet(each["name"]), each)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, described: Mapping[str, Any]) -> None:
    for place, width in enumerate(described["widths"], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    number = 1
    for row in described["rows"]:
        _write(sheet, number, row, described)
        number += row.get("times", 1)
    for choice in described.get("choices", []):
        allowed = DataValidation(type="list", formula1=f'"{",".join(choice["of"])}"', allow_blank=True)
        allowed.add(choice["cells"])
        sheet.add_data_validation(allowed)
    _lay_out(sheet, described)


def _lay_out(sheet: Worksheet, described: Mapping[str, Any]) -> None:
    """One page wide on A4, with what is frozen on the screen repeated on every printed page."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if described.get("landscape") else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:{get_column_letter(len(described['widths']))}{sheet.max_row}"
    if "freeze" in described:
        sheet.freeze_panes = described["freeze"]
        last = sheet[described["freeze"]].row - 1
        sheet.print_title_rows = f"{last}:{last}"


def _write(sheet: Worksheet, first: int, row: Mapping[str, Any], described: Mapping[str, Any]) -> None:
    for down in range(row.get("times", 1)):
        for place, value in enumerate(_spread(row, first), start=1):
            cell = sheet.cell(first + down, place, _moved(value, at=(first, place), to=(first + down, place)))
            _dress(cell, row, described, row.get("style", "result"))
    if row.get("style") in {"title", "note"}:
        _over_the_width(sheet, first, described["widths"])


def _spread(row: Mapping[str, Any], number: int) -> list[Any]:
    """The cells of a row, the last one repeated as far as `across` says."""
    cells = list(row["cells"])
    if "across" not in row:
        return cells
    start, end = len(cells), column_index_from_string(row["across"])
    more = [_moved(cells[-1], at=(number, start), to=(number, place)) for place in range(start + 1, end + 1)]
    return cells + more


def _moved(value: Any, *, at: tuple[int, int], to: tuple[int, int]) -> Any:
    """What stands in one cell as it reads in another: formulas move their references along."""
    if at == to or not _is_formula(value):
        return value
    origin, place = (f"{get_column_letter(column)}{row}" for row, column in (at, to))
    return Translator(value, origin=origin).translate_formula(place)


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _dress(cell: Cell, row: Mapping[str, Any], described: Mapping[str, Any], style: str) -> None:
    value = cell.value
    if value == "":
        cell.value = None
    cell.font = STYLES[style]
    cell.number_format = FORMATS[row.get("format") or described.get("formats", {}).get(cell.column_letter, "plain")]
    is_word = isinstance(value, str) and value != "" and not _is_formula(value)
    side = Side(style="thin", color=LINE)
    if style == "header":
        cell.fill = PatternFill("solid", fgColor=BRAND)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if is_word else "right")
    elif style == "fill in":
        cell.border = Border(bottom=side)
        if not is_word and not _is_formula(value):
            cell.fill = PatternFill("solid", fgColor=FILL_IN)
    elif style == "sum":
        cell.border = Border(top=side)
    if is_word and style in {"fill in", "result", "sum", "example"}:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _over_the_width(sheet: Worksheet, number: int, widths: Sequence[float]) -> None:
    """A title or a note stands over all columns, its row as high as its words need."""
    sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(widths))
    first = sheet.cell(number, 1)
    first.alignment = Alignment(wrap_text=True, vertical="top")
    letters = max(1, int(sum(widths) * NOTE_LETTERS * 10 / float(first.font.sz)))
    sheet.row_dimensions[number].height = 1.45 * float(first.font.sz) * (1 + len(str(first.value)) // letters)

"""Tables for spreadsheets: what people typed stays text."""

import csv
import io

import pytest
from openpyxl import load_workbook

from ascn8.lib.sheets import as_csv, as_xlsx, safe_text

NAMES = ["ចាន់ សុភា", "陈美玲", "اواڠ احمد", "Nguyễn Thị Thử"]


@pytest.mark.parametrize("text", ["=1+1", "+60 3", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1", "|cmd", "%0A"])
def test_safe_text_puts_an_apostrophe_before_what_could_be_a_formula(text: str):
    assert safe_text(text).startswith("'")


@pytest.mark.parametrize("text", ["Chan Sophea", "a=b", "", "O'Demo", *NAMES])
def test_safe_text_leaves_other_text_alone(text: str):
    assert safe_text(text) == text


def test_csv_reads_back_in_every_script():
    data = as_csv(["Name", "Number"], [[name, 4] for name in NAMES])

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["Name", "Number"], *([name, "4"] for name in NAMES)]


def test_xlsx_keeps_texts_as_texts_and_numbers_as_numbers():
    book = load_workbook(io.BytesIO(as_xlsx("List [1]: a/b", ["Name", "N"], [["=1+1", 3], ["\x00陈美玲", None]])))

    sheet = book.active
    assert sheet.title == "List 1 a b"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Name", "N"],
        ["'=1+1", 3],
        ["陈美玲", None],
    ]
    assert sheet["A2"].data_type == "s"

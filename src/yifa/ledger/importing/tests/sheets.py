"""Spreadsheets of service items for the tests, written as offices write them."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

HEAD = ["部门", "主事项", "事项名称", "事项编码", "区划代码", "事项类型码", "部门代码", "链接"]


def item(n, **changed):
    """One row; `item(3, 事项名称="…")` changes a cell."""
    cells = {
        "部门": "区司法局", "主事项": "未分类", "事项名称": f"公证业务预约{n}", "事项编码": f"511C-{n:04d}",
        "区划代码": "330702000000", "事项类型码": "20", "部门代码": "11330702056851584G",
        "链接": f"http://example.gov.cn/item?code={n}",
    }  # fmt: skip
    return list((cells | changed).values())


def as_csv(rows, encoding="utf-8"):
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows, *, far=None, sheets=()):
    """`far` puts one more cell at (row, column); `sheets` are further (name, rows) before the data."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, others in sheets:
            _fill(book.add_worksheet(name), others)
        page = book.add_worksheet("事项")
        _fill(page, rows)
        if far:
            page.write_string(*far, "·")
    return out.getvalue()


def _fill(page, rows):
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(r, c, value)
            else:
                page.write(r, c, value)

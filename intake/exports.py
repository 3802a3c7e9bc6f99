"""Tables that a spreadsheet opens and does not obey."""

from typing import Any

from cms.feeds import written

# What spreadsheets take for a formula, in full width as well.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def cell(value: Any) -> str:
    """The value as text that no spreadsheet runs, and that an XLSX file can hold."""
    text = "" if value is None else written(str(value))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text

"""Protection of CSV and XLSX exports against formula injection."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.feeds import strip_control_characters

# Characters that start a formula, in their full-width forms too.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
SIGNED_NUMBER = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)*")
# As people write one: “+1 (541) 555-0126”, or E.164. Fewer digits are arithmetic.
PHONE_NUMBER = re.compile(r"\+[0-9 ().-]+")
DIGITS_OF_A_PHONE = range(7, 16)


def cell(value: Any) -> str:
    """The value as text without active formulas and without control characters.

    A formula gets a leading apostrophe. A plain number or phone number does not, so
    that other programs can read it.
    """
    text = "" if value is None else strip_control_characters(str(value))
    bare = text.strip(" ")
    is_formula = bare.startswith(FORMULA_STARTS) and not _is_number(bare)
    return f"'{text}" if is_formula else text


def _is_number(text: str) -> bool:
    if SIGNED_NUMBER.fullmatch(text):
        return True
    digits = sum(map(str.isdigit, text))
    return bool(PHONE_NUMBER.fullmatch(text)) and digits in DIGITS_OF_A_PHONE


def protect_wagtails_tables() -> None:
    """Patches Wagtail's exports: cells pass ``cell``, times use the active time zone.

    Wagtail exports text unescaped, and times in UTC.
    """
    mixin = SpreadsheetExportMixin
    csv, xlsx = mixin.FORMAT_CSV, mixin.FORMAT_XLSX
    times = {datetime: {csv: _minute, xlsx: _naive}}
    mixin.custom_value_preprocess = {**mixin.custom_value_preprocess, **times}
    mixin.preprocess_field_value = _protected(mixin.preprocess_field_value)


# Any: the value of a table cell.
def _protected(preprocess: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(preprocess)
    def harmless(*args: Any, **kwargs: Any) -> Any:
        value = preprocess(*args, **kwargs)
        return cell(value) if isinstance(value, str) else value

    return harmless


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _naive(moment: datetime) -> datetime:
    # XLSX has no time zones.
    return moment if timezone.is_naive(moment) else timezone.make_naive(moment)

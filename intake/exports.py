"""Tables that a spreadsheet opens and does not obey."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from cms.feeds import written

# What spreadsheets take for a formula, in full width as well.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def cell(value: Any) -> str:
    """The value as text that no spreadsheet runs, and that an XLSX file can hold."""
    text = "" if value is None else written(str(value))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def protect_wagtails_tables() -> None:
    """Gives all that Wagtail exports the same cells, and times in the active zone.

    Wagtail writes texts as they are, and times in UTC.
    """
    mixin = SpreadsheetExportMixin
    csv, xlsx = mixin.FORMAT_CSV, mixin.FORMAT_XLSX
    times = {datetime: {csv: _minute, xlsx: _naive}}
    mixin.custom_value_preprocess = {**mixin.custom_value_preprocess, **times}
    mixin.preprocess_field_value = _protected(mixin.preprocess_field_value)


# Any: whatever a table's cell is made from.
def _protected(preprocess: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(preprocess)
    def harmless(*args: Any, **kwargs: Any) -> Any:
        value = preprocess(*args, **kwargs)
        return cell(value) if isinstance(value, str) else value

    return harmless


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _naive(moment: datetime) -> datetime:
    """An XLSX file has no time zones."""
    return moment if timezone.is_naive(moment) else timezone.make_naive(moment)

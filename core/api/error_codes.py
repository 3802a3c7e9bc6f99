"""Codes of errors in fields: one closed list for the codes of Django, pydantic and Gait.

Clients may rely on them: a code is only added, and an upgrade of a library changes none.
"""

from typing import Literal, get_args

Code = Literal[
    "disguised",
    "file_name",
    "file_too_many_pixels",
    "invalid",
    "invalid_choice",
    "invalid_image",
    "not_unique",
    "repeated",
    "required",
    "reused",
    "storage_full",
    "too_large",
    "too_long",
    "too_short",
    "too_small",
    "unknown_field",
    "unknown_parameter",
    "wrong_type",
]
CODES: tuple[Code, ...] = get_args(Code)
# By the codes of pydantic and of Django's forms and models.
SAME_AS: dict[str, Code] = {
    "missing": "required",
    "null": "required",
    "blank": "required",
    "empty": "invalid",
    "extra_forbidden": "unknown_field",
    "unknown": "unknown_parameter",
    "number": "wrong_type",
    "string_too_long": "too_long",
    "bytes_too_long": "too_long",
    "max_length": "too_long",
    "string_too_short": "too_short",
    "bytes_too_short": "too_short",
    "min_length": "too_short",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "max_value": "too_large",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "min_value": "too_small",
    "enum": "invalid_choice",
    "literal_error": "invalid_choice",
    "union_tag_invalid": "invalid_choice",
    "union_tag_not_found": "required",
    "invalid_pk_value": "invalid_choice",
    "invalid_list": "wrong_type",
    "unique": "not_unique",
    "unique_together": "not_unique",
    "unique_for_date": "not_unique",
    "disk_full": "storage_full",
}
# Endings of pydantic's codes for values of another type.
WRONG_TYPE = ("_type", "_parsing", "_parsing_size")


def stable(code: str) -> Code:
    """The code of the list for one of a library; "invalid" for every other."""
    known = next((each for each in CODES if each == code), None)
    if known:
        return known
    if code.endswith(WRONG_TYPE):
        return "wrong_type"
    return SAME_AS.get(code, "invalid")

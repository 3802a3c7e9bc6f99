"""The charset of addresses and forms: UTF-8, whatever a request says.

Django reads both in the charset that Content-Type names, also the query of a GET: so one
address has several answers, and a codec that is none for text (base64) ends with 500.
"""

from typing import Any

from django.http import HttpRequest, multipartparser
from django.utils import http
from django.utils.http import parse_header_parameters

FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
# No form comes with these.
READING = frozenset({"GET", "HEAD"})
# ASCII is a part of UTF-8.
READ = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# Of one parameter of a header, by RFC 8187 and the RFC before it.
READ_IN_PARAMETERS = READ | {"iso-8859-1"}
OTHER_CHARSET = "Send the form in UTF-8: another charset is not read."


def patch() -> None:
    """Makes Django read the query and the form of each request as UTF-8."""
    HttpRequest._set_content_type_params = set_content_type  # type: ignore[attr-defined]  # private
    # Of the parts of a form: one whose header cannot be read is left out.
    multipartparser.parse_header_parameters = header_parameters  # type: ignore[attr-defined]  # private
    http.codecs = KnownCharsets  # type: ignore[attr-defined]  # private


class KnownCharsets:
    """In place of Python's list of codecs, which remembers each name it does not know.

    Django looks up the charset of each parameter of a header such as ``a*=utf-8''b``.
    """

    @staticmethod
    def lookup(charset: str) -> None:
        """Raises LookupError for a charset that is not read in a parameter."""
        if charset.lower() not in READ_IN_PARAMETERS:
            raise LookupError(charset)


def header_parameters(line: str) -> tuple[str, dict[str, str]]:
    """A value and its parameters, as Django reads them; ValueError if they are broken."""
    try:
        return parse_header_parameters(line)
    # Python does not sort a parameter that comes whole and in numbered parts.
    except TypeError as problem:
        raise ValueError(line) from problem


# Any: the environment of a WSGI request.
def set_content_type(request: HttpRequest, meta: dict[str, Any]) -> None:
    """Sets the type of the body and its parameters; of a broken header, none."""
    try:
        found = header_parameters(meta.get("CONTENT_TYPE", ""))
    # A parameter in another charset, or one that cannot be decoded.
    except ValueError:
        found = "", {}
    request.content_type, request.content_params = found


def is_form_in_other_charset(request: HttpRequest) -> bool:
    """True for a form that says that it is in another charset than UTF-8."""
    if request.method in READING or request.content_type not in FORMS:
        return False
    named = (request.content_params or {}).get("charset", "")
    # Not by Python's list of codecs, which remembers each name that it does not know.
    return bool(named) and named.strip("'").lower().replace("_", "-") not in READ

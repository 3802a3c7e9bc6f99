"""Choice between HTML and Markdown by the header Accept."""

from django.http.request import MediaType

HTML, MARKDOWN = "text/html", "text/markdown"


def prefers_markdown(accept: str) -> bool:
    """True if Accept names Markdown, and HTML with no higher quality.

    Browsers do not name it, so that wildcards alone mean HTML.
    """
    if "markdown" not in accept.lower():
        return False
    try:
        kinds = [MediaType(each.strip().lower()) for each in accept.split(",")]
    except ValueError:
        # A parameter in an encoding that Python does not know.
        return False
    named = [
        each.quality
        for each in kinds
        if f"{each.main_type}/{each.sub_type}" == MARKDOWN
    ]
    best = max(named, default=0)
    return best > 0 and best >= _quality_of_html(kinds)


def _quality_of_html(kinds: list[MediaType]) -> float:
    """The quality of the most specific of the kinds that match HTML; 0 without one."""
    matching = [each for each in kinds if each.match(HTML)]
    best = max(matching, key=lambda each: each.specificity, default=None)
    return best.quality if best else 0

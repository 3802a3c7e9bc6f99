"""Reads the emergency wording that stands above everything else on a page."""

from bs4 import BeautifulSoup


def of(response):
    """The emergency wording on top; None where the page raises no alarm."""
    soup = BeautifulSoup(response.content, "html.parser")
    found = soup.select("[role=alert].emergency")
    assert ("In danger?" in soup.title.get_text()) is bool(found)
    if not found:
        return None
    [alarm] = found
    assert alarm.has_attr("data-focus")
    first = alarm.find_previous_siblings()
    assert [each["class"] for each in first] == [["skip-link"]], "above everything"
    return " ".join(alarm.select_one("[dir=auto]").get_text(" ").split())

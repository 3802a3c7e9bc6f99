"""The data of an admin form as a browser sends it, read from the page."""

import json

from django.utils.datastructures import MultiValueDict
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html

from tests import reading

# Of Wagtail's widget for blocks, whose script makes the inputs.
BLOCKS = "data-w-block-arguments-value"


def form_data(response):
    """The fields of the longest form in a page, with their values."""
    return longest_form(reading.html(response))


def longest_form(soup):
    found = [fields_of(form) for form in soup.find_all("form")]
    return max(found, key=len, default={})


def fields_of(form):
    data = MultiValueDict(querydict_from_html(str(form)).lists())
    for element in form.find_all(attrs={BLOCKS: True}):
        state, *_ = json.loads(element[BLOCKS])
        for name, value in nested_form_data({element["id"]: fields(state)}).items():
            data.setlist(name, value if isinstance(value, tuple) else [value])
    for element in form.find_all("input", type="checkbox", checked=True, value=False):
        data[element["name"]] = "on"
    # A browser sends no file that nobody has chosen.
    for element in form.find_all("input", type="file"):
        data.pop(element.get("name"), None)
    return dict(data.lists())


def fields(state):
    """The fields of a block with this state, as ``nested_form_data`` takes them."""
    if isinstance(state, list) and all(isinstance(each, str) for each in state):
        # The choices of one field.
        return tuple(state) if state else {"count": "0"}
    if isinstance(state, list):
        items = {str(number): item(each, number) for number, each in enumerate(state)}
        return {"count": str(len(state)), **items}
    if isinstance(state, dict):
        # What a chooser has chosen has addresses, too.
        is_chosen = {"id", "edit_url", "editUrl"} & state.keys()
        return (
            str(state["id"]) if is_chosen else {k: fields(v) for k, v in state.items()}
        )
    return "" if state in (None, False) else str(state)


def item(state, number):
    """A block of a list or of a stream."""
    own = {"value": fields(state["value"]), "id": state["id"] or ""}
    kind = {"type": state["type"]} if "type" in state else {}
    return {**own, "order": str(number), "deleted": "", **kind}

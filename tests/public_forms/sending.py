"""The address that somebody is led to after sending."""

import re

from public_forms import signed_notices


def notice_of(location):
    """The address without what makes the notice in it valid, which says when it was."""
    return re.sub(r"\.[\w-]+\.[\w-]+(?=[&#])", "", location)


def told(page, notice, *, purpose="reply"):
    """The page's address as somebody gets it who has just sent something."""
    name = {"reply": "reply", "submission": "sent"}[purpose]
    signed = signed_notices.sign(notice, purpose=purpose, page_id=page.pk)
    return f"{page.url}?{name}={signed}"

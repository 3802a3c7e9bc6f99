"""What a visitor, or their app, does to leave a reply."""

import json

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

from comments.models import Comment
from tests import make

# It names a sign of danger.
URGENT = "I took an overdose and I want to die."
API = "/api/v3/comments/"
TYPED = {
    "name": "Ada Moss",
    "email": "Ada@mail.example",
    "website": "",
    "text": "I walk every morning.\n\nIt helps.",
    "consent": "on",
}


def form_token(*, seconds_old=60, purpose="reply"):
    """As a form carries it that lay open for so long."""
    made = {
        "nonce": get_random_string(22),
        "at": timezone.now().timestamp() - seconds_old,
    }
    return signing.dumps(made, salt=f"public_forms.form_token.{purpose}")


def aged(fresh, *, seconds, purpose="reply"):
    """The form token of a page as it is after so long."""
    made = signing.loads(fresh, salt=f"public_forms.form_token.{purpose}")
    made["at"] -= seconds
    return signing.dumps(made, salt=f"public_forms.form_token.{purpose}")


def send(client, page, *, headers=None, **typed):
    """Posts the form of a page as a browser does; ``typed`` replaces or adds fields."""
    values = {**TYPED, "form_token": form_token(), **typed}
    return client.post(f"/replies/{page.pk}/", values, headers=headers or {})


def json_reply(article, **fields):
    return {
        "page": article.pk,
        "name": "Ada Moss",
        "email": "ada@mail.example",
        "text": "I walk every morning.\n\nIt helps.",
        "consent": True,
        **fields,
    }


def send_json(client, body, **headers):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(API, content, content_type="application/json", headers=headers)


def everybody_is_published():
    make.reply_rules(first_time_writers_wait=False)


def sent(client, page, **typed):
    assert send(client, page, **typed).status_code == 303
    return Comment.objects.latest("pk")

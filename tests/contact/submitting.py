"""What an app does with a form."""

import json

from contact.models import Submission
from tests import make

ALL_KINDS = [
    *make.QUESTIONS,
    ("First day", "date", {"required": False}),
    ("Age", "number", {"required": False}),
    ("Interpreter", "checkbox", {"required": False}),
]
ANSWERS = {
    "your_name": "Ada Moss",
    "e_mail": "ada@mail.example",
    "phone": "(404) 555-0126",
    "place": "Downtown clinic",
    "when": ["Mornings"],
    "known": "New patient",
    "reason": "Back",
    "message": "Mondays are best.",
    "first_day": "2026-12-01",
    "age": 44,
    "interpreter": False,
    "consent": True,
}


def but(*left_out, **changed):
    kept = {name: each for name, each in ANSWERS.items() if name not in left_out}
    return {**kept, **changed}


def path(form):
    return f"/api/v3/forms/{form.pk}/"


def send(client, form, body, **headers):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(
        f"{path(form)}submissions/",
        content,
        content_type="application/json",
        headers=headers,
    )


def stored():
    return {each["name"]: each["value"] for each in Submission.objects.get().answers}

"""What a visitor does to fill in and send a form."""

from tests.comments.replying import form_token

# For the questions of ``make.form_page``.
TYPED = {
    "your_name": "Ada Moss",
    "e_mail": "Ada@mail.example",
    "phone": "(404) 555-0199",
    "place": "Downtown clinic",
    "when": ["Mornings", "Afternoons"],
    "known": "New patient",
    "reason": "Back",
    "message": "I can come\n\nany day.",
    "consent": "on",
}


def fresh(**kwargs):
    return form_token(purpose="submission", **kwargs)


def send(client, page, *, headers=None, without=(), **typed):
    """Posts a form as a browser does; ``typed`` replaces or adds fields."""
    values = {**TYPED, "form_token": fresh(), **typed}
    values = {name: value for name, value in values.items() if name not in without}
    return client.post(f"/forms/{page.pk}/", values, headers=headers or {})


def answers(submission):
    return {each["name"]: each["value"] for each in submission.answers}

"""The article's form as a browser sends it, filled with plain data."""

import tomllib
from pathlib import Path

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

import home.demo
from articles.models import ArticlePage

DEMO_ARTICLES = Path(home.demo.__file__).parent / "articles"
NO_COMMENTS = {
    "TOTAL_FORMS": 0,
    "INITIAL_FORMS": 0,
    "MIN_NUM_FORMS": 0,
    "MAX_NUM_FORMS": "",
}


def walking():
    """The walking article of the demo, as it is written there."""
    return tomllib.loads((DEMO_ARTICLES / "01-walking.toml").read_text())


def items(values):
    """A list inside of a block."""
    return {
        "count": str(len(values)),
        **{
            str(number): {"value": value, "order": str(number), "deleted": ""}
            for number, value in enumerate(values)
        },
    }


def part(name, value):
    return streamfield([] if value is None else [(name, value)])


def benefits(heading="How walking helps", *, listed=(("Muscles", "They hold."),)):
    return {
        "heading": heading,
        "introduction": rich_text("<p>A daily walk does a lot.</p>"),
        "items": items(
            [
                {"title": title, "description": rich_text(f"<p>{description}</p>")}
                for title, description in listed
            ]
        ),
        "conclusion": rich_text("<p>Give it time.</p>"),
    }


def safety(heading="Is walking safe?", *, signs=(), image=None):
    return {
        "heading": heading,
        "body": rich_text("<p>For nearly everyone.</p>"),
        "image": str(image.pk) if image else "",
        "warning_signs": items(signs),
    }


def link(label="Book a visit", *, page=None, url=""):
    return {"label": label, "page": str(page.pk) if page else "", "url": url}


def call_to_action(heading="Talk to us", *, phone="", location="", links=()):
    return {
        "heading": heading,
        "body": rich_text("<p>We are glad to help.</p>"),
        "phone": phone,
        "location": location,
        "links": items(links),
    }


def form(*, topics=(), **fields):
    """A valid article with nothing but what every article needs, and ``fields``."""
    values = nested_form_data(
        {
            "title": "Can walking ease lower back pain?",
            "slug": "walking",
            "summary": "Yes. A walk every day eases most back pain.",
            "introduction": rich_text("<p>Back pain has many causes.</p>"),
            "hero_image": "",
            "benefits": part("benefits", None),
            "sections": streamfield([]),
            "safety": part("safety", None),
            "call_to_action": part("call_to_action", None),
            "references": streamfield([]),
            "author": "",
            "review_interval_months": "12",
            "comments": NO_COMMENTS,
            **fields,
        }
    )
    # Ticked boxes of one name, not parts of one value.
    return {**values, "topics": list(topics)}


def create(client, index, *, publish=False, **fields):
    address = reverse(
        "wagtailadmin_pages:add", args=["articles", "articlepage", index.pk]
    )
    return client.post(address, form(**asked(publish), **fields))


def edit(client, article, *, publish=False, **fields):
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return client.post(address, form(**asked(publish), **fields))


def asked(publish):
    return {"action-publish": "action-publish"} if publish else {}


def refused(answer):
    """The words of a form that came back."""
    assert answer.status_code == 200
    assert not ArticlePage.objects.live().exists()
    return answer.content.decode()

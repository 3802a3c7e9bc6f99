"""Builders: valid content with plain data, placed in the tree of the default site.

What matters to a test stands in the test; all else comes from here. Nothing is random.
"""

import datetime
from io import BytesIO

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.embeds.models import Embed
from wagtail.models import APIToken, Page, PageViewRestriction, Site

from articles.blocks import VideoBlock
from articles.models import ArticleIndexPage, ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from comments.models import Comment, ReplySettings
from contact.models import ContactPage, FormPage, Submission
from contact.models.forms import FormField
from core.models import Image, Scope, TokenAccess, User
from core.references import embed_hash
from home.models import HomePage, StandardPage
from outbox.models import Endpoint, Event

# The files of the release, of which answers are as old at least.
RELEASED = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
LATELY = datetime.datetime(2026, 10, 1, 9, 0, tzinfo=datetime.UTC)

BENEFITS = {
    "heading": "How walking helps",
    "introduction": "<p>A daily walk does a lot.</p>",
    "items": [
        {"title": "Stronger muscles", "description": "<p>They hold the spine.</p>"},
        {"title": "More flexibility", "description": "<p>You move with ease.</p>"},
    ],
    "conclusion": "<p>Start with ten minutes.</p>",
}
SAFETY = {
    "heading": "Is walking safe?",
    "body": "<p>For nearly everyone.</p>",
    "warning_signs": ["New weakness in a leg", "Numbness between the legs"],
}
CALL_TO_ACTION = {
    "heading": "Talk to us about your back",
    "body": "<p>We are glad to help.</p>",
    "links": [{"label": "About back pain", "url": "https://health.example/back"}],
}
SECTIONS = [
    ("prose", {"heading": "How to begin", "body": "<p>Put on good shoes.</p>"}),
]
REFERENCES = [
    {
        "title": "Walking and back pain",
        "publisher": "Journal of Walking",
        "year": 2024,
        "url": "https://journal.example/walking",
    }
]
PLACE = {
    "name": "Downtown clinic",
    "street": "12 Larch Street",
    "city": "Atlanta",
    "region": "GA",
    "postcode": "30303",
    "country": "US",
    "hours": [
        {
            "days": ["mo", "tu", "we", "th", "fr"],
            "opens": datetime.time(8, 30),
            "closes": datetime.time(17, 0),
        }
    ],
    "map_url": "https://map.example/larch",
    "directions": "<p>Beside the library.</p>",
}

QUESTIONS = [
    ("Your name", "singleline", {}),
    ("E-mail", "email", {}),
    ("Phone", "phone", {"required": False}),
    ("Place", "place", {}),
    ("When", "checkboxes", {"choices": "Mornings\nAfternoons", "required": False}),
    ("Known", "radio", {"choices": "New patient\nKnown patient"}),
    ("Reason", "dropdown", {"choices": "Back\nNeck", "required": False}),
    ("Message", "multiline", {"required": False}),
]


def image(title="A path in a park", *, size=(64, 48), colour=(90, 140, 120), **fields):
    """A small plain JPEG. ``fields``: description, decorative, credit …"""
    file = BytesIO()
    Picture.new("RGB", size, colour).save(file, "JPEG")
    file.seek(0)
    return Image.objects.create(
        title=title,
        file=ImageFile(file, name="path.jpg"),
        **{"description": "A path between trees", **fields},
    )


def document(title="Exercises"):
    file = ContentFile(b"Walk.", name="exercises.txt")
    return get_document_model().objects.create(title=title, file=file)


def video(url="https://video.example/1", **fields):
    """The address of a video that its provider has told us about."""
    key = embed_hash(VideoBlock().child_blocks["video"], url)
    Embed.objects.create(url=url, hash=key, **fields)
    return url


def user(email="editor@clinic.example", *, password="walk every day", **fields):
    return User.objects.create_user(email, password, **fields)


def member(group, email="editor@clinic.example", **fields):
    """Somebody of the group who has no other right."""
    one = user(email, **fields)
    one.groups.add(Group.objects.get(name=group))
    return one


def superuser(email="admin@clinic.example"):
    return User.objects.create_superuser(email, "walk every day")


def token(user=None, *scopes, name="app", sites=(), **limits):
    """The key of a token: with all scopes, or with those that are given."""
    made, key = APIToken.create_token(user=user or superuser(), name=name)
    access = TokenAccess.objects.create(
        token=made,
        scopes=[*(scopes or Scope.values)],
        is_for_all_sites=not sites,
        **limits,
    )
    access.sites.set(sites)
    return key


def webhook(url="https://site.example/hook", **fields):
    """A webhook that is told of all events."""
    events = [Event.CONTENT_CHANGED, Event.REPLY_RECEIVED, Event.FORM_SUBMITTED]
    given = {"name": "Website", "url": url, "events": events}
    return Endpoint.objects.create(**{**given, **fields})


def site():
    """The default site, with our home page at its root."""
    home()
    return Site.objects.get(is_default_site=True)


def fresh_site():
    """Takes all pages from the default site but the one that Wagtail begins with."""
    default = Site.objects.get(is_default_site=True)
    welcome = Page(title="Welcome to your new Wagtail site!", slug="welcome")
    Page.objects.get(depth=1).add_child(instance=welcome)
    default.root_page = welcome
    default.save()
    Page.objects.filter(depth__gt=1).exclude(pk=welcome.pk).delete()


def home(**fields):
    """The home page of the default site; the first test finds it made already."""
    found = HomePage.objects.filter(sites_rooted_here__is_default_site=True).first()
    if found:
        return _changed(found, fields)
    default = Site.objects.get(is_default_site=True)
    root = default.root_page.specific
    page = HomePage(
        **{
            "title": "Larch Clinic",
            "slug": "larch",
            "hero_heading": "Your back",
            **fields,
        }
    )
    Page.objects.get(depth=1).add_child(instance=page)
    default.root_page = page
    default.save()
    root.delete()
    return HomePage.objects.get(pk=page.pk)


def index(*, parent=None, **fields):
    """The article index below the home page; the first test finds it made already."""
    parent = parent or home()
    found = ArticleIndexPage.objects.child_of(parent).first()
    if found:
        return _changed(found, fields)
    return _add(
        ArticleIndexPage, parent, **{"title": "Articles", "slug": "articles", **fields}
    )


def contact_page(*, parent=None, **fields):
    return _add(
        ContactPage,
        parent or home(),
        **{"title": "Contact", "introduction": "<p>Come and see us.</p>", **fields},
    )


def standard_page(*, parent=None, **fields):
    return _add(
        StandardPage,
        parent or home(),
        **{"title": "Privacy", "body": SECTIONS, **fields},
    )


def article(
    title="Can walking ease lower back pain?",
    *,
    parent=None,
    benefits=BENEFITS,
    safety=SAFETY,
    call_to_action=CALL_TO_ACTION,
    sections=SECTIONS,
    references=REFERENCES,
    topics=(),
    live=True,
    **fields,
):
    """A published article; a part given as None is left out, ``live=False`` a draft.

    ``benefits``, ``safety`` and ``call_to_action`` are dicts in the words of their
    blocks, ``sections`` pairs of block name and value, ``references`` dicts.
    """
    page = ArticlePage(
        title=title,
        live=live,
        benefits=_part("benefits", benefits),
        safety=_part("safety", safety),
        call_to_action=_part("call_to_action", call_to_action),
        sections=list(sections),
        references=[("reference", reference) for reference in references],
        **{
            "summary": "Yes. A walk every day eases most back pain.",
            "introduction": "<p>Back pain has many causes.</p>",
            "first_published_at": LATELY,
            "last_published_at": LATELY,
            **fields,
        },
    )
    page.record_review(reviewer=fields.get("reviewer"), day=fields.get("last_reviewed"))
    page.topics = list(topics)
    (parent or index()).add_child(instance=page)
    return ArticlePage.objects.get(pk=page.pk)


def articles(number, **fields):
    """That many articles, told apart by their titles."""
    return [article(f"Article {n} on walking", **fields) for n in range(1, number + 1)]


def person(name="Maya Lindqvist", **fields):
    return Person.objects.create(
        name=name,
        **{
            "slug": name.lower().replace(" ", "-"),
            "credentials": "MD",
            "role": "Neurosurgeon",
            "biography": "<p>She listens.</p>",
            **fields,
        },
    )


def topic(name="Back pain", **fields):
    return Topic.objects.create(
        name=name,
        **{
            "slug": name.lower().replace(" ", "-"),
            "description": "What it is and what helps.",
            **fields,
        },
    )


def form_page(
    title="Ask for an appointment", *, parent=None, questions=QUESTIONS, **fields
):
    """A published form below a contact page; ``questions`` are label, kind, options."""
    page = FormPage(title=title, **fields)
    page.form_fields = [
        FormField(sort_order=n, label=label, field_type=kind, **options)
        for n, (label, kind, options) in enumerate(questions)
    ]
    parent = parent or ContactPage.objects.first() or contact_page()
    parent.add_child(instance=page)
    return FormPage.objects.get(pk=page.pk)


def submission(page=None, *, answers=(("name", "Your name", "Ada Moss"),), **fields):
    """What a visitor sent; answers are (name, label, value)."""
    return Submission.objects.create(
        page=page,
        answers=[
            {"name": name, "label": label, "value": value}
            for name, label, value in answers
        ],
        **{
            "form_title": page.title if page else "Ask for an appointment",
            "created_at": LATELY,
            "delete_on": datetime.date(2027, 4, 1),
            **fields,
        },
    )


def comment(text="Walking helped me.", *, page=None, status="published", **fields):
    """A reply; of a newcomer who waits with ``status="waiting"``."""
    return Comment.objects.create(
        page=page or article(),
        text=text,
        status=status,
        **{
            "name": "Ada",
            "email": "ada@mail.example",
            "created_at": LATELY,
            "consented_at": LATELY,
            "decided_at": LATELY if status == "published" else None,
            **fields,
        },
    )


def reply_rules(**fields):
    """The default site's settings for replies."""
    rules = ReplySettings.for_site(site())
    for name, value in fields.items():
        setattr(rules, name, value)
    rules.save()
    return rules


def clinic(*, places=(PLACE,), **fields):
    """The clinic's settings for the default site."""
    settings = ClinicSettings.for_site(site())
    values = {
        "name": "Larch Spine Clinic",
        "legal_name": "Larch Spine Clinic LLC",
        "phone": "+14045550126",
        "email": "hello@clinic.example",
        "places": [("place", place) for place in places],
        "emergency_wording": "<p>Call 911.</p>",
        "disclaimer": "<p>This is no medical advice.</p>",
        **fields,
    }
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    return ClinicSettings.objects.get(pk=settings.pk)


def signs_of_danger(*signs):
    """Adds signs of the default site's editors to those that Gait knows."""
    settings = ClinicSettings.for_site(site())
    settings.danger_signs = "\n".join(signs)
    settings.save()


def _changed(page, fields):
    if fields:
        for name, value in fields.items():
            setattr(page, name, value)
        page.save()
    return page


def _part(name, value):
    return [] if value is None else [(name, value)]


def _add(model, parent, **fields):
    page = model(**fields)
    parent.add_child(instance=page)
    return model.objects.get(pk=page.pk)


# Ways to hide a page from visitors.
HIDDEN = {
    "draft": lambda page: page.unpublish(),
    "private": lambda page: PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="login"
    ),
    "below a private page": lambda page: PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="password", password="x"
    ),
}

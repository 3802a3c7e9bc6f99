"""Changes by the writing operations of API v3."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, Site

from articles.models import ArticlePage, Topic
from clinic.models import Person
from core.models import Image
from tests import make
from tests.comments import replying
from tests.contact import submitting
from tests.delivery.changing.desk import Refused, change
from tests.delivery.changing.files import picture, text, unused
from tests.delivery.changing.pages import another_home

PAGE = "/api/v3/pages/{page_id}/"
ACTIONS = f"{PAGE}actions/"


# By type: where a new page goes, and the fields that it needs besides its title.
PAGES = {
    "home.HomePage": (
        lambda desk: Page.get_first_root_node(),
        {"hero_heading": "Your back"},
    ),
    "home.StandardPage": (lambda desk: make.home(), {}),
    "articles.ArticleIndexPage": (another_home, {}),
    "articles.ArticlePage": (
        lambda desk: make.index(),
        {"summary": "Yes.", "introduction": "<p>It helps.</p>"},
    ),
    "contact.ContactPage": (another_home, {}),
    "contact.FormPage": (
        lambda desk: desk.page(content_type__model="contactpage"),
        {"form_fields": [{"label": "Your name", "field_type": "singleline"}]},
    ),
}


def new_page(desk, kind):
    """A change that creates and publishes a page of a type."""
    parent, fields = PAGES[kind]
    meta = {"type": kind, "parent_id": parent(desk).pk, "action": "publish"}
    return {"title": desk.words(), **fields, "meta": meta}


def page_change(kind):
    """Changes that create and update a page of a type."""

    def create(desk):
        body = new_page(desk, kind)
        desk.api("post", "/api/v3/pages/", body, kind=kind)

    def update(desk):
        model = kind.partition(".")[2].lower()
        page = desk.page(content_type__model=model, alias_of=None)
        body = {"title": desk.words(), "meta": {"action": "publish"}}
        desk.api("patch", PAGE, body, kind=kind, page_id=page.pk)

    for each in (create, update):
        each.__name__ = f"{each.__name__}_{kind}_by_api"
        change(each)


for kind in PAGES:
    page_change(kind)


def few_are_left():
    return ArticlePage.objects.count() < 4


def delete_page(desk, path):
    if few_are_left():
        raise Refused("Few articles are left.")
    desk.api("delete", path, page_id=desk.article().pk)


@change
def delete_page_by_api(desk):
    delete_page(desk, PAGE)


@change
def delete_page_by_action(desk):
    delete_page(desk, f"{ACTIONS}delete/")


def action(name, body=lambda desk, page: {}, **conditions):
    """A change by one of the actions on pages."""

    def do(desk):
        page = desk.article(**conditions)
        desk.api("post", f"{ACTIONS}{name}/", body(desk, page), page_id=page.pk)

    do.__name__ = f"{name}_by_api"
    change(do)


def copied(desk, page):
    return {
        "title": desk.words(),
        "slug": desk.slug(),
        "destination_id": make.index().pk,
        "recursive": False,
        "keep_live": True,
    }


def reverted(desk, page):
    page.save_revision()
    return {"revision_id": desk.one(page.revisions).pk}


action("publish", alias_of=None)
action("unpublish", live=True)
action("copy", copied)
action("create_alias", lambda desk, page: {"slug": desk.slug()})
action("convert_alias", alias_of__isnull=False)
action("revert", reverted, alias_of=None)
action(
    "move",
    lambda desk, page: {
        "destination_id": desk.chance.choice([make.home(), make.index()]).pk,
        "position": "first-child",
    },
)


BATCH = "/api/v3/pages/batch/"


def batch(desk, *operations):
    desk.api("post", BATCH, {"operations": operations})
    desk.done.update(f"POST {BATCH} {each['action']}" for each in operations)


@change
def change_and_publish_in_a_batch(desk):
    key = desk.article(alias_of=None).pk
    changed = {"action": "update", "id": key, "page": {"title": desk.words()}}
    batch(desk, changed, {"action": "publish", "id": key})


@change
def create_and_move_in_a_batch(desk):
    """Pages go below a page that the batch creates."""
    create = {"action": "create", "page": new_page(desk, "home.StandardPage")}
    page = make.standard_page(title=desk.words(), slug=desk.slug())
    move = {"action": "move", "id": page.pk, "parent_id": {"operation": 0}}
    batch(desk, create, move)


@change
def unpublish_and_submit_in_a_batch(desk):
    live, draft = desk.article(live=True), make.article(desk.words(), live=False)
    batch(
        *(desk, {"action": "unpublish", "id": live.pk}),
        {"action": "submit", "id": draft.pk},
    )


def workflow(*names):
    """A change by actions on a page that waits for its review."""

    def do(desk):
        page = make.article(desk.words(), live=False)
        for name in ("submit", *names):
            body = {"comment": "No."} if name == "request_changes" else {}
            desk.api("post", f"{ACTIONS}{name}/", body, page_id=page.pk)

    do.__name__ = f"{names[-1]}_by_api"
    change(do)


workflow("approve")
workflow("request_changes")
workflow("cancel_workflow")


@change
def unschedule_by_api(desk):
    page = desk.article(alias_of=None)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision(approved_go_live_at=page.go_live_at)
    desk.api("post", f"{ACTIONS}unschedule/", page_id=page.pk)


def picture_fields(desk):
    return {
        "description": desk.words(),
        "credit": desk.words(),
        "is_decorative": desk.chance.choice([True, False]),
        **{f"focal_point_{each}": desk.chance.randrange(1, 40) for each in FOCAL_POINT},
    }


FOCAL_POINT = ("x", "y", "width", "height")


def file_changes(kind, model, make_file, more=lambda desk: {}):
    """Changes of pictures or documents by their operations."""
    path = f"/api/v3/{kind}s/"
    one = f"{path}{{{kind}_id}}/"

    def create(desk):
        collection = desk.one(Collection.objects).pk
        values = {"title": desk.words(), "collection_id": collection, **more(desk)}
        desk.upload(path, {**values, "file": make_file(desk)})

    def update(desk):
        key = {f"{kind}_id": desk.one(model.objects).pk}
        collection = desk.one(Collection.objects).pk
        body = {"title": desk.words(), "collection_id": collection, **more(desk)}
        desk.api("patch", one, body, **key)

    def delete(desk):
        desk.api("delete", one, **{f"{kind}_id": unused(desk, f"{kind}s").pk})

    for each in (create, update, delete):
        each.__name__ = f"{each.__name__}_{kind}_by_api"
        change(each)


file_changes("image", Image, picture, picture_fields)
file_changes("document", get_document_model(), text)


# --- redirects and sites ----------------------------------------------------------------

REDIRECT = "/api/v3/redirects/{redirect_id}/"


def redirected(desk):
    return {"old_path": f"/{desk.slug()}", "redirect_link": f"/{desk.slug()}/"}


@change
def create_redirect(desk):
    desk.api("post", "/api/v3/redirects/", redirected(desk))


@change
def update_redirect(desk):
    key = desk.one(Redirect.objects).pk
    desk.api("put", REDIRECT, redirected(desk), redirect_id=key)


@change
def delete_redirect_by_api(desk):
    desk.api("delete", REDIRECT, redirect_id=desk.one(Redirect.objects).pk)


SITE = "/api/v3/sites/{site_id}/"


def another_site(desk):
    return {
        "hostname": f"{desk.slug()}.example",
        "root_page_id": desk.one(Page.objects.filter(depth=2)).pk,
        "site_name": desk.words(),
    }


@change
def create_site(desk):
    desk.api("post", "/api/v3/sites/", another_site(desk))


@change
def update_site(desk):
    site = desk.one(Site.objects.filter(is_default_site=False))
    desk.api("put", SITE, another_site(desk), site_id=site.pk)


@change
def delete_site_by_api(desk):
    site = desk.one(Site.objects.filter(is_default_site=False))
    desk.api("delete", SITE, site_id=site.pk)


# --- snippets ---------------------------------------------------------------------------

SNIPPETS = "/api/v3/snippets/{type}/"
SNIPPET = f"{SNIPPETS}{{pk}}/"


# By model: fields of a new one, and what an update changes.
KINDS = {
    Topic: lambda desk: {"description": desk.words()},
    Person: lambda desk: {"role": desk.words(), "biography": f"<p>{desk.words()}</p>"},
}


def snippet_changes(model):
    """Changes of snippets of a model by their operations."""
    kind = model._meta.label

    def named(desk):
        return {"name": desk.words(), "slug": desk.slug(), **KINDS[model](desk)}

    def create(desk):
        return desk.api("post", SNIPPETS, named(desk), kind=kind, type=kind)

    def update(desk):
        key = desk.one(model.objects).pk
        desk.api("patch", SNIPPET, named(desk), kind=kind, type=kind, pk=key)

    def delete(desk):
        key = create(desk)["id"]
        desk.api("delete", SNIPPET, type=kind, pk=key)

    def delete_by_action(desk):
        key = create(desk)["id"]
        desk.api("delete", f"{SNIPPET}actions/delete/", type=kind, pk=key)

    for each in (create, update, delete, delete_by_action):
        each.__name__ = f"{each.__name__}_{kind}_by_api"
        change(each)


for model in KINDS:
    snippet_changes(model)


# --- visitors ---------------------------------------------------------------------------


@change
def reply_by_api(desk):
    email = f"{get_random_string(9)}@mail.example"
    body = replying.json_reply(desk.article(live=True), text=desk.words(), email=email)
    make.reply_rules(replies_open=True)
    cache.clear()
    desk.api("post", "/api/v3/comments/", body)


# What the form of ``make.form_page`` does not ask.
NOT_ASKED = ("place", "first_day", "age", "interpreter")


@change
def send_form_by_api(desk):
    form = desk.form()
    body = submitting.but(*NOT_ASKED)
    # The clinic has other places by now, or too few to ask for one.
    asked = desk.client.get(submitting.path(form)).json().get("schema", {})
    places = asked.get("properties", {}).get("place", {}).get("enum", [])
    if places:
        body["place"] = places[0]
    desk.api("post", "/api/v3/forms/{page_id}/submissions/", body, page_id=form.pk)

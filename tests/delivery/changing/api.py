"""Changes by the writing operations of API v3."""

from django.core.cache import cache
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

PAGE = "/api/v3/pages/{page_id}/"
ACTIONS = f"{PAGE}actions/"


@change
def create_page(desk):
    meta = {"type": "home.StandardPage", "parent_id": make.home().pk}
    desk.api(
        *("post", "/api/v3/pages/"),
        {"title": desk.words(), "meta": {**meta, "action": "publish"}},
    )


@change
def update_page(desk):
    page = desk.article(alias_of=None)
    body = {"title": desk.words(), "meta": {"action": "publish"}}
    desk.api("patch", PAGE, body, page_id=page.pk)


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


@change
def change_and_publish_in_a_batch(desk):
    key = desk.article(alias_of=None).pk
    changed = {"action": "update", "id": key, "page": {"title": desk.words()}}
    operations = [changed, {"action": "publish", "id": key}]
    desk.api("post", "/api/v3/pages/batch/", {"operations": operations})


@change
def approve_by_api(desk):
    page = make.article(desk.words(), live=False)
    for name in ("submit", "approve"):
        desk.api("post", f"{ACTIONS}{name}/", page_id=page.pk)


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
        desk.api("patch", one, {"title": desk.words()}, **key)

    def delete(desk):
        desk.api("delete", one, **{f"{kind}_id": unused(desk, f"{kind}s").pk})

    for each in (create, update, delete):
        each.__name__ = f"{each.__name__}_{kind}_by_api"
        change(each)


file_changes("image", Image, picture, lambda desk: {"description": desk.words()})
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


def topic(desk, **conditions):
    found = desk.one(Topic.objects.filter(**conditions))
    return {"type": "articles.Topic", "pk": found.pk}


@change
def create_topic_by_api(desk):
    body = {"name": desk.words(), "slug": desk.slug(), "description": desk.words()}
    desk.api("post", SNIPPETS, body, type="articles.Topic")


@change
def update_topic_by_api(desk):
    desk.api("patch", SNIPPET, {"name": desk.words()}, **topic(desk))


@change
def update_person_by_api(desk):
    person = desk.one(Person.objects)
    body = {"name": desk.words(), "biography": f"<p>{desk.words()}</p>"}
    desk.api("patch", SNIPPET, body, type="clinic.Person", pk=person.pk)


@change
def delete_topic_by_api(desk):
    create_topic_by_api(desk)
    desk.api("delete", SNIPPET, **topic(desk, articles=None))


@change
def delete_topic_by_action(desk):
    create_topic_by_api(desk)
    desk.api("delete", f"{SNIPPET}actions/delete/", **topic(desk, articles=None))


# --- visitors ---------------------------------------------------------------------------


@change
def reply_by_api(desk):
    email = f"{get_random_string(9)}@mail.example"
    body = replying.json_reply(desk.article(live=True), text=desk.words(), email=email)
    make.reply_rules(replies_open=True)
    cache.clear()
    desk.api("post", "/api/v3/comments/", body)


# What the form of ``make.form_page`` does not ask.
NOT_ASKED = ("first_day", "age", "interpreter")


@change
def send_form_by_api(desk):
    form = desk.page(content_type__model="formpage", live=True)
    path = "/api/v3/forms/{page_id}/submissions/"
    desk.api("post", path, submitting.but(*NOT_ASKED), page_id=form.pk)

"""Changes of snippets, settings, sites, redirects, replies and users in the admin."""

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site

from articles.models import Topic
from clinic.models import ClinicSettings, Person
from comments.models import Comment, ReplySettings
from core.models import ChosenResult, FrontEnd, SearchSynonyms, SiteFiles, User
from tests import make
from tests.comments import replying
from tests.contact import filling_in
from tests.delivery.changing.desk import Refused, change
from tests.delivery.changing.forms import form_data
from tests.delivery.changing.pages import bulk


def name_of(model):
    return f"{model._meta.app_label}/{model._meta.model_name}"


# By model: fields of a new one, and what an edit changes.
SNIPPETS = {
    Topic: lambda desk: {
        "name": desk.words(),
        "slug": desk.slug(),
        "description": desk.words(),
    },
    Person: lambda desk: {
        "name": desk.words(),
        "slug": desk.slug(),
        "role": desk.words(),
    },
    SearchSynonyms: lambda desk: {"words": f"walk, {desk.words()}, {desk.words()}"},
    ChosenResult: lambda desk: {
        "words": desk.words(),
        "page": desk.article().pk,
        "sort_order": 1,
    },
}


def snippet_change(deed, function):
    """A change of a snippet of each model."""
    for model in SNIPPETS:

        def do(desk, model=model):
            function(desk, model, f"/admin/snippets/{name_of(model)}")

        do.__name__ = f"{deed}_{model._meta.model_name}"
        change(do)


def add_snippet(desk, model, address):
    desk.submit(f"{address}/add/", **SNIPPETS[model](desk))


def edit_snippet(desk, model, address):
    snippet = some_snippet(desk, model, address)
    desk.submit(f"{address}/edit/{snippet.pk}/", **SNIPPETS[model](desk))


def copy_snippet(desk, model, address):
    snippet = some_snippet(desk, model, address)
    desk.submit(f"{address}/copy/{snippet.pk}/", **SNIPPETS[model](desk))


def delete_snippet(desk, model, address):
    snippet = some_snippet(desk, model, address)
    desk.post(f"{address}/delete/{snippet.pk}/")


def bulk_delete_snippet(desk, model, address):
    bulk(desk, name_of(model), "delete", [some_snippet(desk, model, address)])


def some_snippet(desk, model, address):
    """One of at least two, so that one is left where it is deleted."""
    if model.objects.count() < 2:
        add_snippet(desk, model, address)
    return desk.one(model.objects)


snippet_change("add", add_snippet)
snippet_change("edit", edit_snippet)
snippet_change("copy", copy_snippet)
snippet_change("delete", delete_snippet)
snippet_change("bulk_delete", bulk_delete_snippet)


# --- settings and sites -----------------------------------------------------------------


@change
def clinic_settings(desk):
    site = Site.objects.get(is_default_site=True)
    desk.submit(
        f"/admin/settings/{name_of(ClinicSettings)}/{site.pk}/",
        name=desk.words(),
        phone=f"+1404555{desk.chance.randrange(1000, 9999)}",
        disclaimer_text=desk.words(),
    )


@change
def reply_settings(desk):
    site = Site.objects.get(is_default_site=True)
    address = f"/admin/settings/{name_of(ReplySettings)}/{site.pk}/"
    form = desk.opened(address)
    is_open = {} if form.pop("replies_open", None) else {"replies_open": "on"}
    desk.post(address, {**form, **is_open})


@change
def front_end(desk):
    site = Site.objects.get(is_default_site=True)
    desk.submit(
        f"/admin/settings/{name_of(FrontEnd)}/{site.pk}/",
        origin=desk.chance.choice(["", f"https://{desk.slug()}.example"]),
        path_pattern=desk.chance.choice(["/{path}/", "/a/{path}"]),
        own_pages=desk.chance.choice(["redirect", "off", "noindex"]),
    )


@change
def site_files(desk):
    site = Site.objects.get(is_default_site=True)
    root = Collection.get_first_root_node()
    desk.submit(
        f"/admin/settings/{name_of(SiteFiles)}/{site.pk}/",
        collection=desk.chance.choice(["", root.pk]),
    )


@change
def edit_site(desk):
    site = desk.one(Site.objects)
    desk.submit(f"/admin/sites/edit/{site.pk}/", site_name=desk.words())


@change
def edit_address_of_site(desk):
    site = desk.one(Site.objects)
    host = desk.chance.choice(["localhost", f"{desk.slug()}.example"])
    desk.submit(f"/admin/sites/edit/{site.pk}/", hostname=host, port="8000")


def new_site(desk):
    return {
        "hostname": f"{desk.slug()}.example",
        "port": "80",
        "site_name": desk.words(),
        "root_page": make.home().pk,
    }


@change
def add_site(desk):
    desk.submit("/admin/sites/new/", **new_site(desk))


@change
def copy_site(desk):
    site = desk.one(Site.objects)
    form = desk.opened(f"/admin/sites/copy/{site.pk}/")
    form.pop("is_default_site", None)
    desk.post("/admin/sites/new/", {**form, **new_site(desk)})


@change
def delete_site(desk):
    site = desk.one(Site.objects.filter(is_default_site=False))
    desk.post(f"/admin/sites/delete/{site.pk}/")


# --- redirects --------------------------------------------------------------------------


@change
def add_redirect(desk):
    desk.submit("/admin/redirects/add/", old_path=f"/{desk.slug()}", redirect_link="/")


@change
def edit_redirect(desk):
    redirect = desk.one(Redirect.objects.filter(automatically_created=False))
    link = f"/{desk.slug()}/"
    desk.submit(
        f"/admin/redirects/{redirect.pk}/",
        old_path=redirect.old_path,
        redirect_link=link,
        redirect_page="",
    )


@change
def delete_redirect(desk):
    desk.post(f"/admin/redirects/{desk.one(Redirect.objects).pk}/delete/")


@change
def import_redirects(desk):
    file = SimpleUploadedFile("r.csv", f"from,to\n/{desk.slug()},/here/\n".encode())
    page = desk.client.post("/admin/redirects/import/", {"import_file": file})
    if page.status_code != 200:
        raise Refused(page.status_code)
    desk.done.add(page.resolver_match.route)
    columns = {"from_index": "0", "to_index": "1", "permanent": "on", "site": ""}
    typed = {**form_data(page), **columns}
    desk.post("/admin/redirects/import/process/", typed, done=[200, 302])


# --- replies and other visitors' deeds --------------------------------------------------

QUEUE = "/admin/replies"


def some_reply(desk):
    replies = Comment.objects.filter(status__in=["published", "waiting"])
    if not replies.exclude(email="").exists():
        make.comment(desk.words(), page=desk.article())
    return desk.one(replies.exclude(email=""))


@change
def moderate(desk):
    reply = some_reply(desk)
    deed = desk.chance.choice(["publish", "bin", "spam"])
    desk.post(f"{QUEUE}/act/", {deed: reply.pk})


@change
def undo_moderation(desk):
    moderate(desk)
    desk.post(f"{QUEUE}/undo/")


@change
def edit_reply(desk):
    reply = some_reply(desk)
    desk.submit(f"{QUEUE}/edit/{reply.pk}/", text=desk.words())


@change
def answer_reply(desk):
    reply = some_reply(desk)
    person = desk.one(Person.objects)
    desk.submit(f"{QUEUE}/answer/{reply.pk}/", text=desk.words(), person=person.pk)


@change
def reply_by_form(desk):
    page = desk.article(live=True)
    typed = {
        **replying.TYPED,
        "email": f"{desk.slug()}@mail.example",
        "text": f"{desk.words()}.",
        "form_token": replying.form_token(),
    }
    make.reply_rules(replies_open=True)
    cache.clear()
    desk.post(f"/replies/{page.pk}/", typed, done=[303])


@change
def send_form(desk):
    page = desk.form()
    typed = {**filling_in.TYPED, "form_token": filling_in.fresh()}
    cache.clear()
    desk.post(f"/forms/{page.pk}/", typed, done=[303])


@change
def erase_by_admin(desk):
    reply = some_reply(desk)
    for step in ("find", "erase"):
        desk.post(
            "/admin/visitors-data/", {"email": reply.email, "do": step}, done=[200, 302]
        )


# --- users ------------------------------------------------------------------------------


@change
def own_account(desk):
    typed = {f"name_email-{field}": value for field, value in name(desk).items()}
    desk.submit("/admin/account/", **typed)


def name(desk):
    return {"first_name": desk.words(), "last_name": desk.words()}


@change
def add_user(desk):
    secret = "walk every day 3 times"
    email = f"{desk.slug()}@clinic.example"
    desk.submit(
        "/admin/users/new/",
        **{"email": email, **name(desk), "password1": secret, "password2": secret},
    )


def other_user(desk):
    others = User.objects.filter(is_superuser=False)
    if not others.exists():
        add_user(desk)
    return desk.one(others)


@change
def edit_user(desk):
    desk.submit(f"/admin/users/edit/{other_user(desk).pk}/", **name(desk))


@change
def delete_user(desk):
    desk.post(f"/admin/users/delete/{other_user(desk).pk}/")


@change
def bulk_users(desk):
    is_active = desk.chance.choice(["True", "False"])
    user = other_user(desk)
    bulk(desk, "core/user", "set_active_state", [user], mark_as_active=is_active)


@change
def bulk_roles(desk):
    role = desk.one(Group.objects).pk
    bulk(desk, "core/user", "assign_role", [other_user(desk)], role=role)


@change
def bulk_delete_users(desk):
    bulk(desk, "core/user", "delete", [other_user(desk)])

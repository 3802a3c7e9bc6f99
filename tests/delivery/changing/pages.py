"""Changes of pages in the admin."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Workflow
from wagtail.test.utils.form_data import rich_text

from articles.models import ArticlePage
from home.models import HomePage, StandardPage
from tests import make
from tests.delivery.changing.desk import Refused, change

PAGES = "/admin/pages"
API_DONE = (200, 201, 204)
PUBLISH = {"action-publish": "action-publish"}


@change
def publish_page(desk):
    page = desk.page(alias_of=None)
    desk.submit(f"{PAGES}/{page.pk}/edit/", title=desk.words(), **PUBLISH)


@change
def publish_article(desk):
    page = desk.article(alias_of=None)
    desk.submit(
        f"{PAGES}/{page.pk}/edit/",
        summary=f"{desk.words()} each day.",
        introduction=rich_text(f"<p>{desk.words()}</p>"),
        **PUBLISH,
    )


@change
def rename_page(desk):
    page = desk.page(alias_of=None, depth__gt=2)
    desk.submit(f"{PAGES}/{page.pk}/edit/", slug=desk.slug(), **PUBLISH)


@change
def show_page_in_menus(desk):
    page = desk.page(alias_of=None)
    form = desk.opened(f"{PAGES}/{page.pk}/edit/")
    shown = {} if form.pop("show_in_menus", None) else {"show_in_menus": "on"}
    desk.post(f"{PAGES}/{page.pk}/edit/", {**form, **shown, **PUBLISH})


@change
def save_draft(desk):
    page = desk.page(alias_of=None)
    desk.submit(f"{PAGES}/{page.pk}/edit/", title=desk.words())


def add(desk, model, parent, **typed):
    kind = f"{model._meta.app_label}/{model._meta.model_name}"
    desk.submit(
        f"{PAGES}/add/{kind}/{parent.pk}/",
        **{"title": desk.words(), "slug": desk.slug(), **typed, **PUBLISH},
    )


@change
def add_article(desk):
    add(
        *(desk, ArticlePage, make.index()),
        summary="Yes.",
        introduction=rich_text("<p>Back pain has many causes.</p>"),
    )


@change
def add_standard_page(desk):
    parent = desk.page(content_type__model="homepage")
    add(desk, StandardPage, parent)


@change
def schedule_page(desk):
    """Goes live, or ends, at a time that has come when the timer runs."""
    page = desk.article(alias_of=None)
    soon = timezone.now() + timedelta(minutes=2)
    name = desk.chance.choice(["go_live_at", "expire_at"])
    local = timezone.localtime(soon).strftime("%Y-%m-%d %H:%M")
    desk.submit(
        f"{PAGES}/{page.pk}/edit/", title=desk.words(), **{name: local}, **PUBLISH
    )
    page.refresh_from_db()
    past = timezone.now() - timedelta(minutes=1)
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=past
    )
    ArticlePage.objects.filter(pk=page.pk, expire_at=soon.replace(second=0)).update(
        expire_at=past
    )


@change
def unschedule_page(desk):
    page = desk.article(alias_of=None)
    soon = timezone.localtime(timezone.now() + timedelta(days=2))
    desk.submit(
        f"{PAGES}/{page.pk}/edit/",
        go_live_at=soon.strftime("%Y-%m-%d %H:%M"),
        **PUBLISH,
    )
    scheduled = desk.one(page.revisions.filter(approved_go_live_at__isnull=False))
    desk.post(f"{PAGES}/{page.pk}/revisions/{scheduled.pk}/unschedule/")


@change
def revert_page(desk):
    page = desk.article(alias_of=None)
    page.save_revision()
    revision = desk.one(page.revisions.all())
    address = f"{PAGES}/{page.pk}/revisions/{revision.pk}/revert/"
    form = desk.opened(address)
    desk.post(f"{PAGES}/{page.pk}/edit/", {**form, "revision": revision.pk, **PUBLISH})


@change
def unpublish_page(desk):
    page = desk.article(live=True)
    desk.post(f"{PAGES}/{page.pk}/unpublish/", {"include_descendants": "on"})


@change
def delete_page(desk):
    if ArticlePage.objects.count() < 4:
        raise Refused("Few articles are left.")
    desk.post(f"{PAGES}/{desk.article().pk}/delete/")


@change
def move_page(desk):
    page = desk.article()
    target = desk.one(Page.objects.type(HomePage).not_child_of(page))
    desk.post(f"{PAGES}/{page.pk}/move/{target.pk}/confirm/")


@change
def choose_where_to_move(desk):
    page = desk.article()
    parent = desk.one(Page.objects.exact_type(HomePage))
    desk.post(
        f"{PAGES}/{page.pk}/move/",
        {"new_parent_page": parent.pk, "new_parent_page-chooser": ""},
    )


@change
def reorder_page(desk):
    page = desk.article()
    desk.post(
        f"{PAGES}/{page.pk}/set_position/?position={desk.chance.randrange(2)}",
        done=[200],
    )


def copy(desk, page, parent, **typed):
    desk.post(
        f"{PAGES}/{page.pk}/copy/",
        {
            "new_title": desk.words(),
            "new_slug": desk.slug(),
            "new_parent_page": parent.pk,
            **typed,
        },
    )


@change
def copy_page(desk):
    page = desk.page(content_type__model__in=["articlepage", "standardpage"])
    copy(desk, page, page.get_parent(), publish_copies="on")


@change
def copy_with_pages_below(desk):
    page = make.standard_page(title=desk.words(), slug=desk.slug())
    make.standard_page(title=desk.words(), parent=page)
    copy(desk, page, make.home(), copy_subpages="on", publish_copies="on")


@change
def copy_as_alias(desk):
    page = desk.article()
    copy(desk, page, page.get_parent(), alias="on")


@change
def convert_alias(desk):
    alias = desk.article(alias_of=None).create_alias(update_slug=desk.slug())
    desk.post(f"{PAGES}/{alias.pk}/convert_alias/")


def elsewhere(desk, page):
    """Another parent for an article: the index of the site, else one of no site."""
    index = make.index()
    if not page.is_child_of(index):
        return index
    return make.index(parent=another_home(desk))


def another_home(desk):
    """A home page of no site, with none of the pages that a site has once."""
    page = HomePage(title=desk.words(), slug=desk.slug(), hero_heading="Your back")
    return Page.get_first_root_node().add_child(instance=page)


@change
def page_by_admin_api(desk):
    """Translations are made by it, and a few other things of the page tree."""
    page = desk.article(live=True, alias_of=None)
    name, data = desk.chance.choice(
        [
            ("publish", {}),
            ("unpublish", {}),
            ("copy", {"title": desk.words(), "slug": desk.slug()}),
            ("create_alias", {"slug": desk.slug()}),
            ("move", {"destination_page_id": elsewhere(desk, page).pk}),
            ("delete", {}),
        ]
    )
    desk.post(f"/admin/api/main/pages/{page.pk}/action/{name}/", data, done=API_DONE)


@change
def privacy(desk):
    """One page at a time, else nothing would be public after some changes."""
    hidden = PageViewRestriction.objects.first()
    if hidden:
        kind, page = "none", hidden.page
    else:
        kind, page = desk.chance.choice(["login", "password", "groups"]), desk.page()
    desk.post(
        f"{PAGES}/{page.pk}/privacy/",
        {
            "restriction_type": kind,
            "password": "walk every day",
            "groups": [Group.objects.first().pk],
        },
        done=[200],
        said="set_privacy_done",
    )


@change
def lock_page(desk):
    page = desk.page(locked=False)
    desk.post(f"{PAGES}/{page.pk}/lock/")
    desk.post(f"{PAGES}/{page.pk}/unlock/")


def bulk(desk, kind, action, objects, **typed):
    ids = "&".join(f"id={each.pk}" for each in objects)
    desk.post(f"/admin/bulk/{kind}/{action}/?{ids}", typed)
    desk.done.add(f"bulk {kind} {action}")


@change
def bulk_publish(desk):
    bulk(desk, "wagtailcore/page", "publish", [desk.article(), desk.page()])


@change
def bulk_unpublish(desk):
    bulk(desk, "wagtailcore/page", "unpublish", [desk.article(live=True)])


@change
def bulk_move(desk):
    page = desk.article()
    bulk(desk, "wagtailcore/page", "move", [page], chooser=elsewhere(desk, page).pk)


@change
def bulk_delete_pages(desk):
    if ArticlePage.objects.count() < 4:
        raise Refused("Few articles are left.")
    bulk(desk, "wagtailcore/page", "delete", [desk.article()])


def in_workflow(desk):
    """An article with a change that waits for its review, or was rejected by it."""
    page = desk.article(alias_of=None)
    if page.current_workflow_state is None:
        page.title = desk.words()
        page.save_revision(user=desk.user)
        desk.one(Workflow.objects.filter(active=True)).start(page, desk.user)
    page.refresh_from_db()
    return page


def in_review(desk):
    """An article with a change that waits for its review, and the state of its task."""
    page = in_workflow(desk)
    state = page.current_workflow_task_state
    if state is None:
        raise Refused("The change was rejected before.")
    return page, state


@change
def approve(desk):
    page, state = in_review(desk)
    while state is not None and state.status == "in_progress":
        desk.post(
            f"{PAGES}/workflow/action/{page.pk}/approve/{state.pk}/",
            # The account may have been linked to a clinician, who signs with it.
            {
                "opened_at": timezone.now().isoformat(),
                "comment": "",
                **review_form(desk, page),
            },
        )
        page, before = ArticlePage.objects.get(pk=page.pk), state
        state = page.current_workflow_task_state
        if state == before:
            raise Refused("It was not approved.")


def review_form(desk, page):
    return {"reviewer": page.reviewer_id or "", "last_reviewed": "2026-10-01"}


@change
def reject(desk):
    page, state = in_review(desk)
    desk.post(
        f"{PAGES}/workflow/action/{page.pk}/reject/{state.pk}/", {"comment": "No."}
    )


@change
def cancel_review(desk):
    page = in_workflow(desk)
    desk.submit(
        f"{PAGES}/{page.pk}/edit/",
        **{"action-cancel-workflow": "action-cancel-workflow"},
    )


@change
def edit_form_page(desk):
    page = desk.page(content_type__model="formpage")
    form = desk.opened(f"{PAGES}/{page.pk}/edit/")
    label = {"form_fields-0-label": desk.words()}
    desk.post(f"{PAGES}/{page.pk}/edit/", {**form, **label, **PUBLISH})

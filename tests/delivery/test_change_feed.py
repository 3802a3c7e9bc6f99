from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from clinic.models import ClinicSettings, Person
from comments.models import Comment
from core.models import Image
from delivery import tracking
from tests import make
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def things():
    """One of each, by its tag's prefix, and an article that shows them."""
    image, person, topic = make.image(), make.person(), make.topic()
    article = make.article(author=person, hero_image=image, topics=[topic])
    return {
        "article": article,
        "image": image,
        "person": person,
        "topic": topic,
        "clinic": make.clinic(),
        "form": make.form_page(),
        "reply": make.comment(page=article),
        "held": make.comment("I think so too.", page=article, status="waiting"),
        "draft": make.article("Not yet", live=False, topics=[topic]),
        "redirect": Redirect.objects.create(old_path="/old", redirect_page=article),
        "document": make.document(),
    }


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def page_changes(noted):
    return [each for each in noted.changes if each.kind == "page"]


def paths(noted):
    return [(each.path_before, each.path_after) for each in page_changes(noted)]


def published_again(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()


# A write, and tags that it touches; {} stands for the primary key of the object.
WRITES = {
    "article": [
        (lambda it: published_again(it, title="Another"), "page-{} articles pages"),
        (lambda it: ArticlePage.objects.update(summary="New."), "page-{} articles"),
        (lambda it: Page.objects.filter(pk=it.pk).update(live=False), "page-{} pages"),
        (lambda it: it.unpublish(), "page-{} pages"),
        (lambda it: it.delete(), "page-{} pages articles"),
        (lambda it: it.topics.clear() or it.save(), "page-{} articles"),
        (
            lambda it: sql("UPDATE articles_articlepage SET summary = 'By hand.'"),
            "page-{} articles",
        ),
        (lambda it: it.move(make.home(), pos="last-child"), "page-{} pages"),
        (
            lambda it: PageViewRestriction.objects.create(
                page=it, restriction_type="login"
            ),
            "page-{} restrictions",
        ),
    ],
    "image": [
        (lambda it: Image.objects.update(description="A bench"), "image-{} images"),
        (lambda it: it.get_rendition("width-20"), "image-{} images"),
        (lambda it: it.delete(), "image-{} images"),
        (lambda it: it.tags.add("walk"), "tags"),
    ],
    "person": [
        (lambda it: Person.objects.update(role="Nurse"), "person-{} people"),
        (lambda it: sql("DELETE FROM articles_formerpersonslug"), ""),
    ],
    "topic": [(lambda it: it.delete(), "topic-{} topics")],
    "clinic": [
        (
            lambda it: ClinicSettings.objects.update(phone="+14045550199"),
            "clinic-{} clinics",
        )
    ],
    "form": [
        (lambda it: it.form_fields.first().delete(), "page-{} forms"),
        (lambda it: published_again(it, introduction="<p>Write.</p>"), "page-{} forms"),
    ],
    "held": [
        (lambda it: Comment.objects.update(status="published"), "replies"),
    ],
    "reply": [
        (lambda it: it.delete(), "replies"),
        (lambda it: Comment.objects.update(text="No."), "replies"),
    ],
    "draft": [
        (lambda it: it.save_revision().publish(), "page-{} pages"),
        (lambda it: sql("UPDATE wagtailcore_page SET live = true"), "page-{} pages"),
    ],
    "redirect": [(lambda it: it.delete(), "redirects")],
    "document": [(lambda it: it.delete(), "document-{} documents")],
}


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, each in WRITES.items() for number in range(len(each))],
)
def test_a_write_touches_the_tags_of_what_it_changes(things, name, number):
    write, tags = WRITES[name][number]
    key = things[name].pk

    with feed.noting() as noted:
        write(things[name])

    assert set(tags.format(key).split()) <= noted.tags


def test_a_reply_touches_the_replies_of_its_page_alone(things):
    with feed.noting() as noted:
        Comment.objects.filter(pk=things["held"].pk).update(status="published")

    assert noted.tags == {"replies", f"replies-{things['article'].pk}"}


def test_another_topic_touches_the_old_and_the_new_one(things):
    other = make.topic("Sleep")

    with feed.noting() as noted:
        ArticlePage.topics.through.objects.filter(articlepage=things["article"]).update(
            topic=other
        )

    assert {f"topic-{things['topic'].pk}", f"topic-{other.pk}"} <= noted.tags


UNSEEN = {
    "a saved draft": lambda it: it["article"].save_revision(),
    "a draft's topics": lambda it: it["draft"].topics.clear() or it["draft"].save(),
    "a draft's text": lambda it: ArticlePage.objects.filter(pk=it["draft"].pk).update(
        summary="Nobody reads this."
    ),
    "a deleted draft": lambda it: it["draft"].delete(),
    "a lock": lambda it: Page.objects.update(locked=True),
    "a schedule": lambda it: Page.objects.update(
        go_live_at=timezone.now() + timedelta(days=1)
    ),
    "a reply that waits": lambda it: make.comment(page=it["article"], status="waiting"),
    "a refused reply": lambda it: Comment.objects.filter(pk=it["held"].pk).update(
        status="spam"
    ),
    "the address of a writer": lambda it: Comment.objects.update(address="192.0.2.1"),
    "a message to the clinic": lambda it: make.submission(it["form"]),
    "an account": lambda it: make.user(),
    "the same values": lambda it: Person.objects.update(role=F("role")),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_write_that_no_reader_sees_touches_no_tag(things, name):
    with feed.noting() as noted:
        UNSEEN[name](things)

    # The index of the search holds drafts, too.
    assert noted.tags <= ({"search"} if "draft" in name else set())
    # The index of the search raises the version, too, without an entry.
    assert noted.versions == len({each.number for each in noted.changes}) or (
        noted.tags == {"search"} and not noted.changes
    )


def test_a_move_touches_each_page_below(things):
    index = make.index()
    below = [things["article"], *make.articles(3)]
    target = make.standard_page(title="Elsewhere", slug="elsewhere")

    with feed.noting() as noted:
        index.move(target, pos="last-child")

    assert {f"page-{page.pk}" for page in [index, *below]} <= noted.tags


def test_a_change_in_the_feed_says_where_the_page_was_and_is(things):
    article = things["article"]

    with feed.noting() as noted:
        published_again(article, slug="walks")

    [moved] = [each for each in page_changes(noted) if each.path_before]
    assert (moved.object_id, moved.action) == (article.pk, "changed")
    assert moved.path_before.endswith("/can-walking-ease-lower-back-pain/")
    assert moved.path_after.endswith("/walks/")
    assert moved.changed_at <= timezone.now()


def test_a_published_page_gets_a_path_and_an_unpublished_one_loses_it(things):
    article = things["article"]

    with feed.noting() as away:
        article.unpublish()
    with feed.noting() as back:
        article.save_revision().publish()

    path = article.url_path
    assert (path, "") in paths(away)
    assert ("", path) in paths(back)


def test_only_a_page_itself_is_created_or_deleted(things):
    with feed.noting() as gone:
        things["article"].delete()

    assert [each.action for each in page_changes(gone)].count("deleted") == 1


def test_a_rolled_back_change_is_in_no_feed(things):
    with feed.noting() as noted, transaction.atomic():
        Person.objects.update(role="Nurse")
        transaction.set_rollback(True)

    assert (noted.versions, noted.tags, noted.changes) == (0, set(), [])


def test_entries_grow_with_the_number_of_pages(things):
    with feed.noting() as five:
        make.articles(5)
    Page.objects.filter(title__startswith="Article ").delete()
    with feed.noting() as ten:
        make.articles(10)

    assert len(page_changes(ten)) == 2 * len(page_changes(five))


# Tables of which no answer to an anonymous reader shows anything.
PRIVATE_TABLES = [
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "articles_clinicalreviewtask",
    "contact_submission",
    "contact_submissionnote",
    "core_formeruser",
    "core_searchwithoutresults",
    "core_tokenaccess",
    "core_tokenaccess_sites",
    "core_user",
    "core_user_groups",
    "core_user_user_permissions",
    "delivery_cachetag",
    "delivery_contentchange",
    "delivery_contentversion",
    "delivery_storeddocument",
    "django_content_type",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "outbox_attempt",
    "outbox_delivery",
    "outbox_endpoint",
    "public_forms_frontendkey",
    "public_forms_idempotencykey",
    "public_forms_ratelimitcount",
    "wagtailadmin_admin",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_apitoken",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_referenceindex",
    "wagtailcore_revision",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    "wagtailforms_formsubmission",
    "wagtailimages_image",
    "wagtailimages_rendition",
    "wagtailsearch_indexentry",
    "wagtailsearch_indexentry_fts",
    "wagtailusers_userprofile",
]


def test_each_table_is_tracked_or_private():
    models = apps.get_models(include_auto_created=True)
    names = {model._meta.db_table for model in models if model._meta.managed}

    assert names - tracking.tables.keys() - set(PRIVATE_TABLES) == set()
    assert not tracking.tables.keys() & set(PRIVATE_TABLES)


def test_a_private_draft_that_moves_hides_what_is_below_it_elsewhere():
    section = make.index()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    Page.objects.filter(pk=section.pk).update(live=False)
    other = make.standard_page()

    with feed.noting() as noted:
        Page.objects.get(pk=section.pk).move(other, pos="last-child")

    assert "restrictions" in noted.tags

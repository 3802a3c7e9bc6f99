"""Changes of rows past the admin, by chance: by the models, by querysets and by SQL."""

from datetime import timedelta

from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from articles.models import ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from comments.models import Comment, ReplySettings
from contact.models import FormPage
from core.models import ChosenResult, FrontEnd, Image, SearchSynonyms
from tests import make


def one(chance, model, **conditions):
    """A row by chance."""
    keys = model._default_manager.filter(**conditions).order_by("pk")
    return model._default_manager.get(
        pk=chance.choice(keys.values_list("pk", flat=True))
    )


def set_one(model, **values):
    """Change of one row by chance, past all signals."""

    def change(chance):
        row = one(chance, model)
        new = {
            name: value(chance, row)
            if callable(value)
            else f"{value} {chance.random()}"
            for name, value in values.items()
        }
        model._default_manager.filter(pk=row.pk).update(**new)

    change.__name__ = f"{model.__name__} {' '.join(values)}"
    return change


def older_article(chance, row):
    """An original, which never makes a circle."""
    older = ArticlePage.objects.filter(pk__lt=row.pk).values_list("pk", flat=True)
    return chance.choice([None, *older.order_by("pk")])


CHANGES = [
    set_one(ArticlePage, title="Walks"),
    set_one(ArticlePage, summary="A summary"),
    set_one(ArticlePage, introduction="<p>It says</p>"),
    set_one(ArticlePage, live=lambda chance, row: not row.live),
    set_one(ArticlePage, hero_image=lambda chance, row: one(chance, Image)),
    set_one(ArticlePage, author=lambda chance, row: one(chance, Person)),
    set_one(
        ArticlePage,
        first_published_at=lambda chance, row: (
            (row.first_published_at or make.LATELY) - timedelta(chance.randrange(900))
        ),
    ),
    set_one(ArticlePage, alias_of=older_article),
    set_one(Page, seo_title="Title"),
    set_one(Page, show_in_menus=lambda chance, row: not row.show_in_menus),
    set_one(Topic, name="Topic"),
    set_one(Topic, description="About"),
    set_one(Topic, slug=lambda chance, row: f"topic-{chance.randrange(10**6)}"),
    set_one(Person, role="Role"),
    set_one(Person, biography="<p>Writes</p>"),
    set_one(Person, slug=lambda chance, row: f"person-{chance.randrange(10**6)}"),
    set_one(Image, focal_point_x=lambda chance, row: chance.randrange(1, 60)),
    set_one(Image, description="A picture"),
    set_one(Comment, text="I think"),
    set_one(
        Comment, status=lambda chance, row: chance.choice(["published", "waiting"])
    ),
    set_one(ClinicSettings, name="Clinic"),
    set_one(
        ClinicSettings,
        phone=lambda chance, row: f"+1404555{chance.randrange(1000, 9999)}",
    ),
    set_one(ReplySettings, replies_open=lambda chance, row: not row.replies_open),
    set_one(FormPage, introduction="<p>Write</p>"),
    set_one(Redirect, redirect_link="/elsewhere"),
    set_one(SearchSynonyms, words="walk, stroll, amble"),
    set_one(Site, site_name="Site"),
]


def publish_again(chance):
    article = one(chance, ArticlePage, live=True, alias_of=None)
    article.title = f"Republished {chance.random()}"
    article.save_revision().publish()


def new_slug(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.slug = f"walk-{chance.randrange(10**6)}"
    article.save()


def new_article(chance):
    make.article(f"New {chance.random()}", topics=[one(chance, Topic)])


def draft(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.title = "Nobody sees this"
    article.save_revision()


def move(chance):
    article = one(chance, ArticlePage)
    article.move(chance.choice([make.home(), make.index()]), pos="last-child")


def delete(chance):
    if ArticlePage.objects.count() > 3:
        one(chance, ArticlePage).delete()


def topics(chance):
    article = one(chance, ArticlePage)
    ArticlePage.topics.through.objects.filter(articlepage=article).delete()
    article.topics.through.objects.create(
        articlepage_id=article.pk, topic=one(chance, Topic)
    )


def restrict(chance):
    PageViewRestriction.objects.create(
        page=one(chance, ArticlePage), restriction_type="login"
    )


def free(chance):
    PageViewRestriction.objects.all().delete()


def reply(chance):
    make.comment(f"Yes {chance.random()}", page=one(chance, ArticlePage))


def redirect(chance):
    Redirect.objects.create(
        old_path=f"/old-{chance.random()}", redirect_page=one(chance, ArticlePage)
    )


def rendition(chance):
    one(chance, Image).get_rendition(f"width-{chance.randrange(10, 60)}")


def by_hand(chance):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_articlepage SET summary = 'By hand.' WHERE page_ptr_id = "
            f"{one(chance, ArticlePage).pk}"
        )


def alias(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.create_alias(
        parent=make.home(), update_slug=f"alias-{chance.randrange(10**6)}"
    )


def below_a_draft_alias(chance):
    """A live page below a draft that is as private as the page of which it is an alias."""
    article = one(chance, ArticlePage, alias_of=None)
    draft = article.create_alias(
        parent=make.home(), update_slug=f"draft-{chance.randrange(10**6)}"
    )
    Page.objects.filter(pk=draft.pk).update(live=False)
    slug = f"below-{chance.randrange(10**6)}"
    make.standard_page(slug=slug, parent=Page.objects.get(pk=draft.pk))


def move_a_draft(chance):
    """One with pages below it, which is made if there is none."""
    if not Page.objects.filter(live=False, numchild__gt=0).exists():
        below_a_draft_alias(chance)
    draft = one(chance, Page, live=False, numchild__gt=0)
    draft.move(chance.choice([make.home(), make.index()]), pos="last-child")


def tag(chance):
    one(chance, Image).tags.add(f"tag {chance.random()}")


def choose(chance):
    ChosenResult.objects.create(words="back", page=one(chance, ArticlePage))


def lock_documents(chance):
    CollectionViewRestriction.objects.get_or_create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    )


def front_end(chance):
    FrontEnd.objects.update_or_create(
        site=make.site(),
        defaults={
            "origin": chance.choice(["", f"https://w{chance.randrange(99)}.example"]),
            "path_pattern": chance.choice(["/{path}/", "/a/{path}"]),
            "own_pages": chance.choice(FrontEnd.OwnPages.values),
        },
    )


def new_topic(chance):
    make.topic(f"Topic {chance.random()}", slug=f"topic-{chance.randrange(10**6)}")


def new_person(chance):
    make.person(f"Ana {chance.random()}", slug=f"person-{chance.randrange(10**6)}")


CHANGES += [
    *(front_end, new_topic, new_person),
    *(publish_again, new_slug, new_article, draft, move, delete, topics, restrict),
    *(free, reply, redirect, rendition, by_hand, alias, tag, choose, lock_documents),
    *(below_a_draft_alias, move_a_draft),
]

"""What published pages show is not deleted from under them."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.documents.models import Document

from articles.models import ArticlePage, Topic
from clinic.models import Person
from core.models import Image
from tests import make, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    member = make.member("Editors")
    client.force_login(member)
    return client


@pytest.fixture
def moderator(client):
    member = make.member("Moderators", "moderator@clinic.example")
    client.force_login(member)
    return client


def delete(client, *pictures):
    if len(pictures) == 1:
        address = reverse("wagtailimages:delete", args=[pictures[0].pk])
    else:
        address = reverse("wagtail_bulk_action", args=["core", "image", "delete"])
        address += "?next=/admin/images/&" + "&".join(f"id={p.pk}" for p in pictures)
    answer = client.post(address, follow=True)
    return reading.messages(answer)


@pytest.fixture(params=["main picture", "safety", "section"])
def used(request):
    picture = make.image()
    parts = {
        "main picture": {"hero_image": picture},
        "safety": {"safety": {**make.SAFETY, "image": picture}},
        "section": {"sections": [("picture", {"image": picture, "caption": ""})]},
    }
    make.article(**parts[request.param])
    return picture


def test_a_picture_that_a_published_page_uses_is_kept(moderator, used):
    said = delete(moderator, used)

    assert "1 published page uses this picture" in said
    assert reverse("wagtailimages:image_usage", args=[used.pk]) in said
    assert Image.objects.filter(pk=used.pk).exists()


@pytest.mark.parametrize("of", ["person", "clinic"])
def test_a_portrait_and_the_logo_are_kept(moderator, of):
    picture = make.image()
    if of == "person":
        make.person(photo=picture)
    else:
        make.clinic(logo=picture)

    said = delete(moderator, picture)

    assert f"The {of}" in said
    assert "uses this picture" in said
    assert Image.objects.filter(pk=picture.pk).exists()
    usage = moderator.get(reverse("wagtailimages:image_usage", args=[picture.pk]))
    assert of in usage.text.lower()


def test_it_is_kept_among_many_too(moderator):
    used, spare = make.image(), make.image("Spare")
    make.articles(2, hero_image=used)

    said = delete(moderator, used, spare)

    assert "2 published pages use this picture" in said
    assert Image.objects.count() == 2


def test_the_api_keeps_it_too(client):
    picture = make.image()
    make.article(hero_image=picture)
    token = make.token()

    answer = client.delete(
        f"/api/v3/images/{picture.pk}/", headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 422
    assert "1 published page uses this picture" in answer.json()["detail"]
    assert Image.objects.exists()


def test_a_picture_of_a_draft_may_be_deleted(editor):
    picture = make.image(uploaded_by_user=editor_of(editor))
    make.article(hero_image=picture, live=False)

    delete(editor, picture)

    assert not Image.objects.exists()
    assert ArticlePage.objects.get().hero_image is None


def delete_documents(client, *documents):
    if len(documents) == 1:
        address = reverse("wagtaildocs:delete", args=[documents[0].pk])
    else:
        names = ["wagtaildocs", "document", "delete"]
        address = reverse("wagtail_bulk_action", args=names)
        address += "?next=/admin/documents/&"
        address += "&".join(f"id={each.pk}" for each in documents)
    answer = client.post(address, follow=True)
    return reading.messages(answer)


def link_to(document):
    return f'<p>The <a linktype="document" id="{document.pk}">leaflet</a>.</p>'


@pytest.mark.parametrize("among_many", [False, True])
def test_a_document_to_which_a_published_page_links_is_kept(moderator, among_many):
    used = make.document()
    others = [make.document("Spare")] if among_many else []
    make.article(sections=[("prose", {"heading": "", "body": link_to(used)})])

    said = delete_documents(moderator, *others, used)

    assert "1 published page uses this document" in said
    assert reverse("wagtaildocs:document_usage", args=[used.pk]) in said
    assert Document.objects.count() == len([*others, used])


def test_the_api_keeps_a_document_too(client):
    document = make.document()
    make.article(introduction=link_to(document))
    token = make.token()

    answer = client.delete(
        f"/api/v3/documents/{document.pk}/",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 422
    assert "1 published page uses this document" in answer.json()["detail"]
    assert Document.objects.exists()


@pytest.mark.parametrize("number", [1, 2])
def test_documents_to_which_only_drafts_link_may_be_deleted(moderator, number):
    documents = [make.document() for _ in range(number)]
    make.article(introduction=link_to(documents[0]), live=False)

    delete_documents(moderator, *documents)

    assert not Document.objects.exists()


def editor_of(client):
    return Group.objects.get(name="Editors").user_set.get()


def test_an_editor_keeps_a_picture_of_one_s_own_that_is_published(editor):
    picture = make.image(uploaded_by_user=editor_of(editor))
    make.article(hero_image=picture)

    assert "1 published page uses this picture" in delete(editor, picture)


@pytest.mark.parametrize("several", [False, True])
def test_a_topic_that_articles_have_is_kept_and_they_are_counted(moderator, several):
    topic = make.topic()
    make.articles(2, topics=[topic])
    one = reverse("wagtailsnippets_articles_topic:delete", args=[topic.pk])
    many = reverse("wagtail_bulk_action", args=["articles", "topic", "delete"])

    answer = moderator.post(f"{many}?id={topic.pk}" if several else one, follow=True)

    said = reading.messages(answer)
    assert "2 articles have this topic" in said
    assert Topic.objects.exists()


def test_a_topic_that_no_article_has_may_be_deleted(moderator):
    topic = make.topic()

    moderator.post(reverse("wagtailsnippets_articles_topic:delete", args=[topic.pk]))

    assert not Topic.objects.exists()


def delete_people(client, *people):
    if len(people) == 1:
        address = reverse("wagtailsnippets_clinic_person:delete", args=[people[0].pk])
    else:
        address = reverse("wagtail_bulk_action", args=["clinic", "person", "delete"])
        address += "?" + "&".join(f"id={each.pk}" for each in people)
    answer = client.post(address, follow=True)
    return reading.messages(answer)


@pytest.mark.parametrize("named_as", ["author", "reviewer"])
@pytest.mark.parametrize("among_many", [False, True])
def test_a_person_whom_a_published_article_names_is_kept(
    moderator, named_as, among_many
):
    maya = make.person()
    others = [make.person("Ana Ruiz")] if among_many else []
    make.article(**{named_as: maya})

    said = delete_people(moderator, *others, maya)

    assert "1 published article names this person as author or reviewer" in said
    assert reverse("wagtailsnippets_clinic_person:usage", args=[maya.pk]) in said
    assert Person.objects.count() == len([*others, maya])


def test_a_person_whom_only_drafts_name_may_be_deleted(moderator):
    make.article(author=make.person(), live=False)

    delete_people(moderator, Person.objects.get())

    assert not Person.objects.exists()


@pytest.mark.parametrize("kind", ["image", "document"])
def test_the_form_of_uploads_deletes_only_what_nobody_uses(client, kind):
    client.force_login(make.superuser())
    used, free = FILES[kind]()
    route = {"image": "wagtailimages", "document": "wagtaildocs"}[kind]

    answers = [
        client.post(
            reverse(f"{route}:delete_multiple", args=[each.pk]),
            headers={"X-Requested-With": "XMLHttpRequest"},
        ).json()
        for each in (used, free)
    ]

    assert "success" not in answers[0]
    assert answers[1]["success"]
    assert type(used).objects.get() == used


def used_and_free_image():
    used = make.image()
    make.article(hero_image=used)
    return used, make.image()


def used_and_free_document():
    used = make.document()
    link = f'<a linktype="document" id="{used.pk}">Exercises</a>'
    make.article(introduction=f"<p>{link}</p>")
    return used, make.document()


FILES = {"image": used_and_free_image, "document": used_and_free_document}

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Workflow
from wagtail.permissions import policy_registry

from clinic.models import ClinicSettings
from tests import make

pytestmark = pytest.mark.django_db

NEW_ARTICLE = "wagtailadmin_pages:add"
ADD_PERSON = "wagtailsnippets_clinic_person:add"
DELETE_TOPIC = "wagtailsnippets_articles_topic:delete"
ADD_REDIRECT = "wagtailredirects:add"


def sign_in(client, group):
    member = make.member(group, f"{group.split()[-1].lower()}@clinic.example")
    client.force_login(member)
    return member


def may(client, url):
    """Wagtail sends those who may not back to the dashboard."""
    answer = client.get(url)
    assert answer.status_code in {200, 302}, answer.status_code
    return answer.status_code == 200


def clinic_form():
    return reverse(
        "wagtailsettings:edit", args=["clinic", "clinicsettings", make.site().pk]
    )


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("Editors", {"write", "person"}),
        ("Moderators", {"write", "person", "topic", "clinic", "redirect", "publish"}),
        ("Clinical reviewers", set()),
    ],
)
def test_each_group_may_do_its_work_and_no_more(client, group, expected):
    article, topic = make.article(), make.topic()
    member = sign_in(client, group)
    doors = {
        "write": reverse(
            NEW_ARTICLE, args=["articles", "articlepage", make.index().pk]
        ),
        "person": reverse(ADD_PERSON),
        "topic": reverse(DELETE_TOPIC, args=[topic.pk]),
        "clinic": clinic_form(),
        "redirect": reverse(ADD_REDIRECT),
    }

    open_doors = {name for name, url in doors.items() if may(client, url)}
    if article.permissions_for_user(member).can_publish():
        open_doors.add("publish")

    assert open_doors == expected


@pytest.mark.parametrize(
    ("group", "chooses"),
    [
        ("Editors", True),
        ("Moderators", True),
        ("Clinical reviewers", True),
        ("Front desk", False),
        ("Reply moderators", False),
    ],
)
def test_those_who_write_choose_pictures_and_documents(group, chooses):
    member = make.member(group)

    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        assert policy.user_has_permission(member, "choose") == chooses


def test_a_clinical_reviewer_may_edit_but_cannot_publish(client):
    article = make.article()
    member = sign_in(client, "Clinical reviewers")

    answer = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))

    assert answer.status_code == 200
    assert article.permissions_for_user(member).can_edit()
    assert not article.permissions_for_user(member).can_publish()


def test_an_article_may_go_through_clinical_review_before_publication():
    workflow = Workflow.objects.get(name="Clinical review, then publication")

    tasks = [task.name for task in workflow.tasks]

    assert tasks == ["Clinical review", "Moderators approval"]


def test_the_clinic_is_shown_to_those_who_may_change_it_only(client):
    make.clinic()
    sign_in(client, "Editors")

    client.post(clinic_form(), {"name": "Another clinic"})

    assert ClinicSettings.for_site(make.site()).name == "Larch Spine Clinic"

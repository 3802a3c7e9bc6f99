import pytest

from articles.models import ArticlePage
from comments.models import ReplySettings
from tests import make
from tests.comments.replying import send

pytestmark = pytest.mark.django_db

SCREEN = "/admin/settings/comments/replysettings/{}/"
ENTERED = {
    "replies_open": "on",
    "close_after_days": "",
    "first_time_writers_wait": "on",
    "most_links": "2",
    "blocked_words": "casino",
    "moderators_email": "front@clinic.example\r\nnight@clinic.example\r\n",
    "address_days": "30",
    "rubbish_days": "30",
}


@pytest.fixture
def save(client):
    client.force_login(make.superuser())
    path = SCREEN.format(make.site().pk)

    def post(**changed):
        return client.post(path, {**ENTERED, **changed})

    return post


def rules():
    return ReplySettings.of(make.site().pk)


def test_the_clinic_sets_its_rules(save):
    answer = save(close_after_days="60", first_time_writers_wait="")

    assert answer.status_code == 302
    assert rules().close_after_days == 60
    assert not rules().first_time_writers_wait
    assert rules().moderators == ["front@clinic.example", "night@clinic.example"]


def test_wrong_rules_are_refused_and_all_that_was_entered_stays(save):
    answer = save(
        moderators_email="front@clinic.example\nnight",
        close_after_days="0",
        most_links="51",
        address_days="0",
        rubbish_days="",
    )

    assert answer.status_code == 200
    body = answer.content.decode()
    assert "“night” is no e-mail" in body
    assert body.count("greater than or equal to 1") == 2
    assert "less than or equal to 50" in body
    assert body.count("This field is required") == 1
    assert "casino" in body
    assert not ReplySettings.objects.exclude(blocked_words="").exists()


def test_an_editor_closes_an_article_on_its_settings_tab(client):
    page = make.article()
    client.force_login(make.superuser())

    form = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert 'name="comments_open"' in form
    ArticlePage.objects.filter(pk=page.pk).update(comments_open=False)
    client.logout()
    assert send(client, page).status_code == 403

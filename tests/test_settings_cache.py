import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.signals import request_started
from wagtail.models import Site

from cms.settings import env
from contact.senders import email_digest
from contact.tasks import acknowledge
from core.models import Rendition
from tests import make
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def use_cache(settings, monkeypatch):
    def use(url):
        monkeypatch.setenv("REDIS_URL", url)
        settings.CACHES = {**settings.CACHES, "default": env.cache("REDIS_URL")}

    return use


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


def test_a_site_s_new_address_shows_at_once_whichever_worker_saved_it(
    client, use_cache
):
    use_cache("")
    article = make.article()
    assert "http://localhost/articles/" in client.get(article.url).text

    # No signal, as when another process saves it.
    Site.objects.update(hostname="clinic.example")

    page = client.get(article.url).text
    assert "http://clinic.example/articles/" in page
    assert "http://localhost" not in page


def test_a_picture_is_that_of_the_database_whatever_a_cache_that_stays_holds(
    client, settings
):
    stays = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {**settings.CACHES, "default": stays}
    make.clinic(logo=make.image())
    page = make.article(hero_image=make.image("A hill"))
    before = client.get(page.url).text

    # As in a database that was restored from a backup, without a signal.
    for each in Rendition.objects.all():
        name = each.file.name.replace("images/", "images/restored-")
        Rendition.objects.filter(pk=each.pk).update(file=name)

    after = client.get(page.url).text
    assert "/media/images/" in before
    assert set(re.findall("/media/images/[^-]*-", after)) == {"/media/images/restored-"}


def test_what_a_request_remembers_stays_in_its_thread(use_cache):
    use_cache("")
    cache.set("remembered", "here")

    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: cache.get("remembered")).result() is None
        other.submit(request_started.send, sender=None).result()

    assert cache.get("remembered") == "here"


def test_the_worker_s_mails_name_the_new_address_too(use_cache):
    use_cache("")
    page = make.form_page()
    confirm(page, "ada@mail.example")
    assert "http://localhost" in work()[0].body

    Site.objects.update(hostname="clinic.example")
    confirm(page, "bea@mail.example")

    assert "http://clinic.example" in work()[0].body


def confirm(page, email):
    submission = make.submission(
        page,
        answers=[("email", "E-mail", email)],
        email_digest=email_digest(email),
    )
    acknowledge.enqueue(str(submission.pk))


@pytest.mark.parametrize("path", ["/", "/api/v2/pages/", "/api/v3/articles/"])
def test_while_redis_is_away_pages_are_read_all_the_same(
    client, use_cache, closed_port, path
):
    make.article()
    use_cache(f"redis://127.0.0.1:{closed_port}/0")

    answer = client.get(path)

    assert answer.status_code == 200


def test_that_redis_is_away_is_a_line_in_the_log(use_cache, closed_port, caplog):
    use_cache(f"redis://127.0.0.1:{closed_port}/0")

    assert cache.get("anything") is None

    assert "Connection refused" in caplog.text
    lines = [one for one in caplog.records if one.name == "django_redis.cache"]
    assert {(one.levelname, one.exc_info) for one in lines} == {("WARNING", None)}


def test_an_editor_works_on_while_redis_is_away(admin_client, use_cache, closed_port):
    article = make.article()
    use_cache(f"redis://127.0.0.1:{closed_port}/0")

    assert admin_client.get(f"/admin/pages/{article.pk}/edit/").status_code == 200

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Site

from home.management.commands.serve_demo import (
    fingerprint,
    point_site_at,
    programs,
)


def test_the_demo_is_not_served_to_visitors(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        call_command("serve_demo")


@pytest.mark.django_db
def test_addresses_follow_the_port():
    point_site_at(8123)

    assert Site.objects.get().root_url == "http://localhost:8123"


@pytest.mark.django_db
def test_a_site_with_a_name_of_its_own_keeps_its_port():
    Site.objects.update(hostname="www.clinic.example", port=443)

    point_site_at(8123)

    assert Site.objects.get().root_url == "https://www.clinic.example"


def test_files_are_collected_again_when_one_was_edited(settings, tmp_path):
    style = tmp_path / "site.css"
    style.write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path]
    before = fingerprint()

    style.write_text("a { color: red }")

    assert fingerprint() != before


def test_files_stay_collected_when_their_folder_is_moved(settings, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "site.css").write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path / "here"]
    before = fingerprint()

    settings.STATICFILES_DIRS = [(tmp_path / "here").rename(tmp_path / "there")]

    assert fingerprint() == before


@pytest.mark.parametrize("reload", [True, False])
def test_beside_the_server_work_is_done_and_pages_published_on_time(reload):
    words = programs("127.0.0.1", 8123, reload=reload)

    assert {"db_worker", "publish_on_time"} <= set(words)
    assert Path(words[1]).is_file()

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Site

from home.demo_programs import supervised
from home.management.commands.serve_demo import point_site_at
from home.start_lock import exclusive
from home.static_collection import fingerprint
from tests.servers import free_port


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("others", "ports"),
    [([9000, 9001], [8123, 9000, 9001]), ([8123, 9000], [8000, 8123, 9000])],
)
def test_of_several_local_sites_one_has_the_port(others, ports):
    site = Site.objects.get()
    Site.objects.update(hostname="localhost", port=8000)
    for port in others:
        Site.objects.create(hostname="localhost", port=port, root_page=site.root_page)

    point_site_at(8123)

    found = Site.objects.order_by("pk").values_list("port", flat=True)
    assert [*found] == ports


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
    words = supervised("127.0.0.1", 8123, 3, reload=reload)

    assert {"db_worker", "publish_on_time"} <= set(words)
    assert Path(words[1]).is_file()


@pytest.mark.slow
def test_of_two_starts_after_a_killed_one_one_serves_the_whole_demo(tmp_path):
    port = free_port()
    killed = serve(tmp_path, port)
    for line in killed.stdout:
        if "Loading the demo" in line:
            break
    killed.kill()
    killed.communicate()

    together = [serve(tmp_path, port) for _ in range(2)]
    said = {each: said_by(each) for each in together}
    served = [each for each in together if "Ctrl+C stops the server" in said[each]]

    assert len(served) == 1
    assert f"Its admin          http://localhost:{port}/admin/" in said[served[0]]
    [refused] = set(together) - set(served)
    refused.communicate(timeout=60)
    assert refused.returncode == 1
    with urlopen(f"http://localhost:{port}/static/staticfiles.json") as answer:
        assert json.load(answer)["paths"]
    # No page of HTML, whose pictures would be drawn first.
    with urlopen(f"http://localhost:{port}/api/v3/pages/?search=walking") as answer:
        assert b"walking-and-lower-back-pain" in answer.read()
    served[0].terminate()
    served[0].communicate(timeout=60)


def serve(folder, port):
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "serve_demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env={
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.home.demo_settings",
            "DEBUG": "false",
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said_by(process):
    """The text that the process prints, until it serves or ends."""
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl+C stops the server" in line:
            break
    return said


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()

    said = pytest.raises(CommandError, match="Set DATA_DIR to a folder that can")
    with said, exclusive(tmp_path / "file"):
        pass

"""`make front-end` beside `make run`, with a small front end in place of an example."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest
from django.conf import settings as django_settings
from django.db import connection

from articles.models import ArticlePage
from core.models import FrontEnd
from home.management.commands.serve_demo import point_site_at
from home.management.commands.serve_front_end import INSTALLED
from outbox import change_messages, sending
from outbox.models import Endpoint
from tests import make
from tests.outbox import receivers
from tests.production.processes import wait_until
from tests.servers import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Shows the summary of an article until it is told of a change.
SERVER = """
import { createServer } from "node:http";
const { GAIT_URL, HOST, PORT } = process.env;
let shown;
createServer(async (request, answer) => {
  if (request.method === "POST") shown = undefined;
  else shown ??= (await (await fetch(`${GAIT_URL}/api/v3/articles/walking/`)).json()).summary;
  answer.end(shown);
}).listen(PORT, HOST);
"""
# Never ends.
BUILD = """
import { writeFileSync } from "node:fs";
writeFileSync("begun", "");
setInterval(() => {}, 1000);
"""


@pytest.fixture
def folder(tmp_path):
    scripts = {"build": "node -e 'console.log(1)'", "start": "node server.js"}
    package = {"private": True, "type": "module", "scripts": scripts}
    (tmp_path / "package.json").write_text(json.dumps(package))
    (tmp_path / "server.js").write_text(SERVER)
    return tmp_path


def test_a_front_end_is_served_told_of_changes_and_disconnected_at_its_end(
    as_migrated, live_server, folder, settings
):
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    make.clinic()
    article = make.article("Walking", summary="As it was.")
    point_site_at(int(live_server.url.rpartition(":")[2]))
    port = free_port()
    served = serve(folder, port)

    assert any("Ctrl+C stops the front end" in line for line in served.stdout)
    origin = f"http://localhost:{port}"
    assert FrontEnd.objects.get().origin == origin
    assert httpx.get(origin).text == "As it was."
    ArticlePage.objects.filter(pk=article.pk).update(summary="As it is now.")
    change_messages.write_messages()
    sending.send_waiting(Endpoint.objects.get().pk)
    assert httpx.get(origin).text == "As it is now."

    # Ctrl+C, and the terminal closed while it ends.
    for number in (signal.SIGINT, signal.SIGHUP):
        served.send_signal(number)

    said, _ = served.communicate(timeout=60)
    assert served.returncode == 0, said
    assert not FrontEnd.objects.exists()
    assert not Endpoint.objects.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(origin)


def test_a_build_that_is_cut_short_leaves_nothing_behind(
    as_migrated, live_server, folder
):
    make.site()
    point_site_at(int(live_server.url.rpartition(":")[2]))
    (folder / "build.js").write_text(BUILD)
    package = json.loads((folder / "package.json").read_text())
    package["scripts"]["build"] = "node build.js"
    (folder / "package.json").write_text(json.dumps(package))
    served = serve(folder, free_port())
    wait_until((folder / "begun").exists, what="The build")

    served.send_signal(signal.SIGTERM)

    # The output ends with the last process that writes to it.
    served.communicate(timeout=60)
    assert not FrontEnd.objects.exists()


def test_packages_are_installed_to_the_end_or_npm_says_why_not(tmp_path):
    package = tmp_path / "package.json"
    package.write_text(json.dumps({"dependencies": {"gone": "file:./gone.tgz"}}))
    refused = install(tmp_path)
    package.write_text("{}")
    # As an installation leaves it that was cut short.
    (tmp_path / "node_modules").mkdir(exist_ok=True)

    installed = [install(tmp_path).stdout.strip() for _ in range(2)]

    assert refused.returncode
    assert "gone.tgz" in refused.stderr
    assert "npm install" in installed[0]
    assert "npm install" not in installed[1]


def install(folder):
    target = os.path.relpath(folder / INSTALLED, django_settings.BASE_DIR)
    return subprocess.run(  # noqa: S603 - our own words
        ["make", target],  # noqa: S607
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def serve(folder, port):
    words = ["serve_front_end", "--folder", str(folder), "--port", str(port)]
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "manage.py", *words],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

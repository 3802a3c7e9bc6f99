"""`make front-end`, where something that it needs is missing."""

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import FrontEnd
from home.management.commands import serve_front_end
from home.management.commands.serve_demo import point_site_at
from tests import make
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def serve(folder=".", port=None):
    words = ["--folder", str(folder), "--port", str(port or free_port())]
    call_command("serve_front_end", *words, stdout=StringIO())


@pytest.fixture(autouse=True)
def unconnected(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make.site()
    yield
    assert not FrontEnd.objects.exists()
    assert not [*tmp_path.glob("*.env")]


def programs(folder, **said):
    """A folder of programs in place of those that are installed."""
    for name, line in said.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {line}\n")
        program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    "installed",
    [{}, {"node": "v22.1.0"}, {"npm": "10"}, {"node": "v18.19.0", "npm": "10"}],
)
def test_without_a_new_enough_node_it_says_what_to_install(
    monkeypatch, tmp_path, installed
):
    monkeypatch.setenv("PATH", programs(tmp_path, **installed))

    with pytest.raises(CommandError, match=r"Node\.js 20 or newer with npm"):
        serve()


def test_where_its_port_is_taken_it_names_another(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", programs(tmp_path, node="v20.1.0", npm="10"))

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"FRONT_END_PORT={port + 1}"):
            serve(port=port)


def test_beside_another_front_end_it_asks_to_end_that_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", programs(tmp_path, node="v20.1.0", npm="10"))

    refused = pytest.raises(CommandError, match="Another front end is served")
    with serve_front_end.exclusive(), refused:
        serve()
    with pytest.raises(CommandError, match="no front end in"):
        serve("examples/none")


def test_without_a_front_end_it_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", programs(tmp_path, node="v20.1.0", npm="10"))

    with pytest.raises(CommandError, match="no front end in examples/none"):
        serve("examples/none")


def test_without_the_demo_it_asks_for_make_run(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", programs(tmp_path, node="v20.1.0", npm="10"))
    (tmp_path / "package.json").touch()
    port = free_port()
    point_site_at(port)

    with pytest.raises(CommandError, match=f"localhost:{port}/. Start `make run`"):
        serve(tmp_path)

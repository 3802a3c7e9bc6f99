"""Varnish as docs/operators.md sets it up: by itself, or in front of the whole stack."""

import shlex
import subprocess
from contextlib import contextmanager

from tests.production import documented
from tests.production.processes import Program, wait_until
from tests.production.stack import run
from tests.servers import free_port

RULES = "/etc/varnish/gait.vcl"
UNIT = "/etc/systemd/system/varnish.service.d/gait.conf"
BESIDE_NGINX = "/etc/nginx/conf.d/gait-varnish.conf"
SITE = "/etc/nginx/sites-available/gait"
TOKEN = "token-of-the-test"


class Varnish:
    """In front of a port of this machine. ``port`` is its own."""

    def __init__(self, folder, behind):
        self.folder = folder / "varnish"
        self.folder.mkdir()
        self.port = free_port()
        rules = folder / "gait.vcl"
        rules.write_text(
            documented.file(
                RULES,
                {'.port = "8000"': f'.port = "{behind}"', "replace-this": TOKEN},
            )
        )
        unit = documented.file(
            UNIT,
            {
                # Varnish's user may not read what tests make.
                "unix,user=vcache": "none",
                "127.0.0.1:6081": f"127.0.0.1:{self.port}",
                RULES: rules,
            },
        )
        words = shlex.split(documented.service(unit)["ExecStart"])
        words += ["-n", str(self.folder)]
        self.program = Program(words, folder / "varnish.log")

    def start(self):
        self.program.start()
        wait_until(self.is_healthy, what="Varnish and what is behind it")

    def is_healthy(self):
        assert self.program.process.poll() is None, self.program.log.read_text()
        return " healthy " in self.said("backend.list")

    def said(self, *words):
        """The answer to a command of varnishadm."""
        done = subprocess.run(  # noqa: S603 - our own words
            ["varnishadm", "-n", self.folder, *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    def stop(self):
        self.program.end()


@contextmanager
def in_front_of(stack):
    """Puts Varnish behind the stack's nginx, and takes it away at the end."""
    varnish = Varnish(stack.folder, stack.ports["server"])
    main = stack.folder / "nginx.conf"
    before, environment = main.read_text(), dict(stack.environment)
    try:
        varnish.start()
        set_up_nginx(stack, varnish, main)
        stack.environment |= variables(varnish)
        restart(stack)
        yield varnish
    finally:
        varnish.stop()
        main.write_text(before)
        stack.environment.clear()
        stack.environment |= environment
        restart(stack)


def set_up_nginx(stack, varnish, main):
    """By the command of the guide, and with its file."""
    [command] = documented.blocks_with("sed -i")
    assert SITE in command
    edited = command.partition(SITE)[0]
    run(["bash", "-c", f"{edited} {main}"])
    beside = documented.file(
        BESIDE_NGINX,
        {
            "127.0.0.1:6081": f"127.0.0.1:{varnish.port}",
            "127.0.0.1:8000": f"127.0.0.1:{stack.ports['server']}",
        },
    )
    main.write_text(main.read_text().replace("http {", f"http {{\n{beside}", 1))


def variables(varnish):
    """The variables that the guide adds to the environment."""
    [added] = documented.blocks_with("PURGE_URLS=")
    added = added.replace("127.0.0.1:6081", f"127.0.0.1:{varnish.port}")
    return documented.variables(added.replace("replace-this", TOKEN))


def restart(stack):
    stack.nginx.end()
    stack.nginx.start()
    for name in ("gait-worker", "gait"):
        stack.units[name].stop()
        stack.units[name].start()
    stack.wait_until_it_serves()

"""The documented production stack on loopback: nginx, granian, PostgreSQL, Redis …"""

import os
import secrets
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import redis
from cryptography.fernet import Fernet

from tests.production import admin, documented
from tests.production.client import HOST, browser, fetch
from tests.production.documented import ROOT
from tests.production.processes import Program, Unit, wait_until
from tests.servers import free_port

APP = "/srv/gait/app"
SITE = "/etc/nginx/sites-available/gait"
UNITS = "/etc/systemd/system"


class Stack:
    def __init__(self, folder, mail_port):
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir()
        names = ("http", "https", "server", "database", "redis")
        self.ports = {name: free_port() for name in names}
        self.environment = self._environment(mail_port)
        self.units = {
            name: self._unit(name)
            for name in ("gait", "gait-worker", "gait-schedule", "gait-delete-expired")
        }
        self.redis = self._program("redis-server", *self._redis_options())
        self.nginx = self._program("nginx", *self._nginx_options())

    def _environment(self, mail_port):
        database = f"postgres://gait@127.0.0.1:{self.ports['database']}/gait"
        text = documented.file(
            "/etc/gait.env",
            {
                "SECRET_KEY=replace-this": f"SECRET_KEY={secrets.token_urlsafe(50)}",
                "KEYS=replace-this": f"KEYS={Fernet.generate_key().decode()}",
                "postgres://gait:secret@127.0.0.1:5432/gait": database,
                "127.0.0.1:6379": f"127.0.0.1:{self.ports['redis']}",
                "localhost:25": f"127.0.0.1:{mail_port}",
                "/srv/gait": self.data,
            },
        )
        kept = {name: os.environ[name] for name in ("PATH",)}
        return kept | documented.variables(text)

    def _unit(self, name):
        replaced = {APP: ROOT}
        if name == "gait":
            replaced["--port 8000"] = f"--port {self.ports['server']}"
        text = documented.file(f"{UNITS}/{name}.service", replaced)
        service = documented.service(text)
        return Unit(service, self.environment, self.folder / f"{name}.log")

    def _program(self, *words):
        return Program(words, self.folder / f"{words[0]}.log")

    def _redis_options(self):
        port = str(self.ports["redis"])
        return "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", self.folder

    def _nginx_options(self):
        certificate, key = self.folder / "fullchain.pem", self.folder / "privkey.pem"
        site = documented.file(
            SITE,
            {
                "127.0.0.1:8000": f"127.0.0.1:{self.ports['server']}",
                "listen 80;": f"listen 127.0.0.1:{self.ports['http']};",
                "listen 443 ssl": f"listen 127.0.0.1:{self.ports['https']} ssl",
                "/etc/ssl/gait/fullchain.pem": certificate,
                "/etc/ssl/gait/privkey.pem": key,
                "root /srv/gait;": f"root {self.data};",
            },
        )
        make_certificate(certificate, key)
        main = self.folder / "nginx.conf"
        main.write_text(
            f"user root; daemon off; pid {self.folder}/nginx.pid; error_log stderr;\n"
            "worker_processes 1; events {}\n"
            "http { include /etc/nginx/mime.types; access_log off;\n" + site + "}\n"
        )
        return "-c", main, "-e", "stderr"

    # --- its parts ------------------------------------------------------------------

    def start_database(self):
        """A cluster of its own, with PostgreSQL's own settings: it survives a crash."""
        cluster = self.folder / "cluster"
        if not cluster.exists():
            cluster.mkdir()
            shutil.chown(cluster, "postgres")
            options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
            self._postgres("initdb", "--no-sync", "-D", cluster, *options)
        options = f"-p {self.ports['database']} -k {cluster} -h 127.0.0.1"
        log = cluster / "log"
        self._postgres("pg_ctl", "start", "-w", "-D", cluster, "-l", log, "-o", options)

    def crash_database(self):
        self.stop_database("immediate")

    def stop_database(self, mode):
        self._postgres("pg_ctl", "stop", "-m", mode, "-D", self.folder / "cluster")

    def _postgres(self, program, *words):
        [newest] = sorted(
            Path("/usr/lib/postgresql").iterdir(), key=lambda each: int(each.name)
        )[-1:]
        as_postgres = ["runuser", "-u", "postgres", "--"]
        run([*as_postgres, newest / "bin" / program, *words], cwd="/")

    def create_database(self):
        """As createuser and createdb do."""
        with self._connect("postgres", "postgres") as connection:
            connection.execute("CREATE ROLE gait LOGIN")
            connection.execute("CREATE DATABASE gait OWNER gait")

    def _connect(self, user, database):
        return psycopg.connect(
            host="127.0.0.1",
            port=self.ports["database"],
            user=user,
            dbname=database,
            autocommit=True,
        )

    def sql(self, query, *values):
        with self._connect("gait", "gait") as connection:
            return connection.execute(query, values).fetchall()

    def execute(self, statement, *values):
        with self._connect("gait", "gait") as connection:
            connection.execute(statement, values)

    def manage(self, *words, check=True, **variables):
        words = [".venv/bin/python", "manage.py", *words]
        return run(words, check=check, env=self.environment | variables, cwd=ROOT)

    def start_redis(self):
        self.redis.start()
        client = redis.Redis(port=self.ports["redis"])

        def answers():
            with suppress(redis.ConnectionError):
                return client.ping()

        wait_until(answers, what="Redis")

    # --- all of it ------------------------------------------------------------------

    def start(self):
        self.start_database()
        self.create_database()
        self.start_redis()
        self.install()
        self.nginx.start()
        self.units["gait-worker"].start()
        self.units["gait"].start()
        self.wait_until_it_serves()
        admin.name_the_site(self)

    def install(self):
        """As under “A first installation”, and with something to read."""
        collecting = Program(
            [".venv/bin/python", "manage.py", "collectstatic", "--no-input"],
            self.folder / "collectstatic.log",
            cwd=ROOT,
            env=self.environment,
        ).start()
        self.manage("migrate")
        self.manage(
            *("createsuperuser", "--no-input", "--email", admin.OWNER["email"]),
            DJANGO_SUPERUSER_PASSWORD=admin.OWNER["password"],
        )
        self.manage("load_demo")
        assert collecting.process.wait() == 0, collecting.log.read_text()

    def wait_until_it_serves(self):
        def serves():
            # nginx may not listen yet.
            with suppress(httpx.ConnectError), browser(self) as client:
                return fetch(client, "/robots.txt").status_code == 200

        wait_until(serves, what=f"The site at {HOST}")

    def stop(self):
        for name in ("gait", "gait-worker"):
            self.units[name].stop()
        for program in (self.nginx, self.redis):
            if program.process:
                program.end()
        with suppress(AssertionError):
            self.crash_database()


def make_certificate(certificate, key):
    run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "1"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-out", certificate, "-keyout", key),
        ]
    )


def run(words, *, check=True, **options):
    # Not captured by pipes: what a daemon inherits would keep them open.
    done = subprocess.run(  # noqa: S603 - our own words
        words, capture_output=True, text=True, check=False, timeout=600, **options
    )
    assert done.returncode == 0 or not check, f"{words}:\n{done.stdout}{done.stderr}"
    return done


@contextmanager
def running(folder, mail_port):
    stack = Stack(folder, mail_port)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)

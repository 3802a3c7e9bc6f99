import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings import env
from tests.production import documented

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefg",
    "ALLOWED_HOSTS": "www.clinic.example",
    "PUBLIC_URL": "https://www.clinic.example",
    "PATH": os.environ["PATH"],
}


def python(*words, text=None, **environment):
    """Runs Python in the project with this environment and no other."""
    return subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


# For each environment, production's settings in a process of its own. What they import of
# others, which takes nearly all of the time, is there before.
STARTS = """
import json, os, sys, tempfile, zoneinfo
from cms.settings import env

# Looks through folders each time.
zones = zoneinfo.available_timezones()
zoneinfo.available_timezones = lambda: zones
told = []
for variables in json.load(sys.stdin):
    with tempfile.TemporaryFile() as stderr:
        process = os.fork()
        if not process:
            os.dup2(stderr.fileno(), 2)
            os.environ.clear()
            os.environ.update(variables)
            import cms.settings.production
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        stderr.seek(0)
        told.append([status, stderr.read().decode()])
json.dump(told, sys.stdout)
"""


@cache
def starts():
    """Exit codes and errors of production with each of the values, by name and value."""
    cases = [*REFUSED, *TAKEN]
    environments = [PRODUCTION | {name: value} for name, value in cases]
    ended = python("-c", STARTS, text=json.dumps(environments), PATH=PRODUCTION["PATH"])
    assert ended.returncode == 0, ended.stderr
    return dict(zip(cases, json.loads(ended.stdout), strict=True))


def variables_read():
    """The names that settings ask env.py for: the first word of each call to it."""
    for path in (ROOT / "cms/settings").glob("*.py"):
        prefix = "(?:flag|number)" if path.name == "env.py" else r"env\.[a-z_]+"
        yield from re.findall(prefix + r"\(\s*\"([A-Z_]+)\"", path.read_text())


def test_the_operators_table_lists_exactly_what_is_read():
    guide = (ROOT / "docs/operators.md").read_text()

    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE))

    assert documented - {"DJANGO_SETTINGS_MODULE"} == set(variables_read())


@pytest.mark.parametrize("name", ["SECRET_KEY", "PERSONAL_DATA_KEYS"])
def test_the_guides_environment_has_secrets_that_have_to_be_replaced(name):
    told = documented.variables(documented.files()["/etc/gait.env"])

    started = python(
        "-c", "import cms.settings.production", **PRODUCTION | {name: told[name]}
    )

    assert set(told) <= {*variables_read(), "DJANGO_SETTINGS_MODULE"}
    assert started.returncode != 0
    assert name in started.stderr.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL"])
def test_production_does_not_start_without(name):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    started = python("-c", "import cms.settings.production", **environment)

    assert started.returncode != 0
    assert f"ImproperlyConfigured: Set {name}: " in started.stderr


REFUSED = [
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 80),
    ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123"),
    ("SECRET_KEY", env.DEVELOPMENT_SECRET_KEY),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "www.clinic.example, *"),
    ("ALLOWED_HOSTS", "https://www.clinic.example"),
    ("ALLOWED_HOSTS", "www.clinic.example:443"),
    ("ALLOWED_HOSTS", "www.clinic.example/"),
    ("DATA_DIR", "/proc/nowhere"),
    ("DATABASE_URL", "sqlite:////proc/nowhere/gait.sqlite3"),
    ("PUBLIC_URL", "http://www.clinic.example"),
    ("PUBLIC_URL", "www.clinic.example"),
    ("PUBLIC_URL", "https://www.clinic.example/path"),
    ("TRUSTED_PROXIES", "one"),
    ("HSTS_SUBDOMAINS", "perhaps"),
    ("DATABASE_URL", "mysql://localhost/gait"),
    ("DATABASE_URL", "postgres://gait:planted@db:port/gait"),
    ("REDIS_URL", "memcache://localhost"),
    ("REDIS_URL", "redis://localhost:port"),
    ("EMAIL_URL", "mail.clinic.example"),
    ("EMAIL_URL", "smtp://gait:planted@mail.clinic.example:port"),
    ("EMAIL_FROM", "nobody"),
    ("AKISMET_URL", "nonsense"),
    ("AKISMET_URL", "https://akismet.example:port"),
    ("CORS_ALLOWED_ORIGINS", "https://app.example, app.example"),
    ("LANGUAGE_CODE", "xx-nonsense"),
    ("LANGUAGE_CODE", "de"),
    ("TIME_ZONE", "Mars/Phobos"),
    ("PHONE_REGION", "XX"),
    ("LOG_LEVEL", "LOUD"),
    ("WEBHOOK_NETWORKS", "10.0.0.0/8, planted"),
    ("WEBHOOK_NETWORKS", "10.0.0.5/8"),
    ("FASTLY_SERVICE_ID", "without-a-token"),
    ("CLOUDFLARE_ZONE_ID", "without-a-token"),
    ("PURGE_URLS", "10.0.0.5:6081"),
    ("FRONTEND_CACHE_URLS", "10.0.0.5:6081"),
    ("PURGE_METHOD", "BAN"),
    ("PURGE_HEADER", "Tags"),
    ("CDN_MAX_AGE", "a day"),
]
TAKEN = [
    ("ALLOWED_HOSTS", "WWW.clinic.example, .clinic.example, 10.0.0.5, [::1]"),
    ("DATABASE_URL", "postgres:///gait"),
    ("REDIS_URL", "unix:///run/redis.sock"),
    ("EMAIL_FROM", "Larch Street Spine Clinic <web@clinic.example>"),
    ("CORS_ALLOWED_ORIGINS", "https://app.example,http://localhost:3000"),
    ("LANGUAGE_CODE", "en-us"),
    ("TIME_ZONE", "America/New_York"),
    ("PHONE_REGION", "gb"),
    ("LOG_LEVEL", "warning"),
    ("WEBHOOK_NETWORKS", "10.0.0.0/8, fd00::/8"),
    ("PURGE_URLS", "http://10.0.0.5:6081/, http://edge:6081/"),
    ("PURGE_METHOD", "post"),
    ("PURGE_HEADER", "cache-tag"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_production_does_not_start_with(name, value):
    status, stderr = starts()[name, value]

    assert status != 0
    assert "ImproperlyConfigured" in stderr
    assert name in stderr.splitlines()[-1]
    assert "planted" not in stderr.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), TAKEN)
def test_production_starts_with(name, value):
    assert starts()[name, value] == [0, ""]


@pytest.mark.slow
def test_the_deployment_check_is_silent_for_production_settings(tmp_path):
    checked = python(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        **PRODUCTION, DATA_DIR=str(tmp_path),
    )  # fmt: skip

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_wrong_value_is_not_taken_for_the_default(monkeypatch):
    monkeypatch.setenv("SOMETHING", "-1")

    with pytest.raises(ImproperlyConfigured, match="SOMETHING to a whole number"):
        env.number("SOMETHING", 4)


def test_postgresql_is_reached_as_its_url_says(monkeypatch, tmp_path):
    url = "postgres://gait:a%40b@db:5433/clinic?connect_timeout=9"
    monkeypatch.setenv("DATABASE_URL", url)

    described = env.database("DATABASE_URL", tmp_path / "unused")

    assert described["ENGINE"] == "django.db.backends.postgresql"
    assert (described["HOST"], described["PORT"]) == ("db", 5433)
    assert described["PASSWORD"] == "a@b"
    assert described["OPTIONS"] == {
        "connect_timeout": 9,
        "tcp_user_timeout": 5000,
        "prepare_threshold": 5,
    }


def test_a_pooler_may_forbid_prepared_statements(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://db/clinic")
    monkeypatch.setenv("PREPARE_STATEMENTS", "false")

    described = env.database("DATABASE_URL", tmp_path / "unused")

    assert described["OPTIONS"]["prepare_threshold"] is None

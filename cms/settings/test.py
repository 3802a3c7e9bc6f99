"""Test settings: the same components with temporary data and no network access."""

import os
import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole
from cms.settings.base import CACHES, DATABASES, STORAGES

SECRET_KEY = "tests-only"  # noqa: S105 - signs nothing but test data
ALLOWED_HOSTS = ["testserver", "localhost"]
WAGTAILADMIN_BASE_URL = "http://localhost"

# One folder for each process, so that parallel runs do not collide.
SCRATCH = Path(tempfile.gettempdir()) / f"gait-test-{os.getpid()}"
DATA_DIR = SCRATCH
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = SCRATCH / "media"
# Making larger trees takes long.
BACKGROUND_COPY_PAGES = 3
PAGES_IN_ONE_REQUEST = 5
# Tests do not depend on the free space of the machine.
MEDIA_FREE_BYTES_WANTED = 0
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Argon2 is slow on purpose, which the tests do not need.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file as in production, so that each thread of the live server can connect.
    DATABASES["default"]["TEST"] = {"NAME": SCRATCH / "gait.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    # An idle connection would prevent dropping the test database.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

if "LOCATION" in CACHES["default"]:
    # One Redis database for each process, as each test starts with a cleared cache.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["OPTIONS"]["CONNECTION_POOL_KWARGS"] = {"db": int(number)}

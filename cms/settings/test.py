"""For the tests: the same machinery, but nothing outlives a run or leaves the machine."""

import os
import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole
from cms.settings.base import CACHES, DATABASES, STORAGES

SECRET_KEY = "tests-only"  # noqa: S105 - signs nothing but test data
ALLOWED_HOSTS = ["testserver", "localhost"]
WAGTAILADMIN_BASE_URL = "http://localhost"

# A folder of its own for each process, so that runs side by side do not meet.
SCRATCH = Path(tempfile.gettempdir()) / f"gait-test-{os.getpid()}"
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = SCRATCH / "media"
# However full the disk of the machine is.
MEDIA_FREE_BYTES_WANTED = 0
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Argon2 is slow on purpose; a test that signs in is not about that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use, so that the live server's threads have connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": SCRATCH / "gait.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    # An idle connection of the pool would keep the test database from being dropped.
    DATABASES["default"]["OPTIONS"].pop("pool")

if "LOCATION" in CACHES["default"]:
    # Each process clears its cache before each test, and no other's.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["OPTIONS"]["CONNECTION_POOL_KWARGS"] = {"db": int(number)}

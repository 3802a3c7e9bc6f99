"""Settings of the servers in test_two_workers: without collected static files."""

from cms.settings.dev import *  # noqa: F403, TID251 - these are settings
from cms.settings.dev import STORAGES  # noqa: TID251 - these are settings

STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

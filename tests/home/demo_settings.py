"""Settings of the demo that test_serve_demo starts: its static files are not compressed.

Compressing them takes 16 seconds of CPU; .ci/run does it with `make run`.
"""

from cms.settings.dev import *  # noqa: F403, TID251 - these are settings
from cms.settings.dev import STORAGES  # noqa: TID251 - these are settings

STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}

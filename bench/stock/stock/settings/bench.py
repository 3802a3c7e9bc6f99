"""Stock settings, as for production, with the article's app and both APIs."""

import os

import environ
from stock.settings.base import *  # noqa: F403 - settings are inherited as a whole
from stock.settings.base import INSTALLED_APPS, STORAGES

DEBUG = False
SECRET_KEY = "a-benchmark-signs-nothing"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "stock.bench_urls"
INSTALLED_APPS = [
    "articles",
    "wagtail.api.v3",
    "wagtail.api.v2",
    "rest_framework",
    "ninja",
    *INSTALLED_APPS,
]
# Nothing is collected, and no static file is requested.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
DATABASES = {"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])}
# One connection for all requests: cheaper, and its process can be measured.
DATABASES["default"]["CONN_MAX_AGE"] = None

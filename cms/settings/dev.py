"""Settings for development and `make run`; not secure enough for production."""

from ipaddress import ip_network

from cms.settings import env
from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole
from cms.settings.base import STATIC_ROOT, STORAGES, WEBHOOK_NETWORKS

DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = env.DEVELOPMENT_SECRET_KEY
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
WAGTAILADMIN_BASE_URL = env.origin(
    "PUBLIC_URL",
    "the address you open in the browser, for example http://localhost:8000",
    default="http://localhost:8000",
    schemes=("http", "https"),
)
# A front end under development runs on the same computer.
WEBHOOK_NETWORKS += [ip_network("127.0.0.0/8"), ip_network("::1")]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

if DEBUG:
    # A changed template would show with the next change of content only.
    CACHE_BYTES = 0
    # WhiteNoise warns about a missing folder, although it reads the apps' static files.
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # A style sheet under development has no entry in the manifest.
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }

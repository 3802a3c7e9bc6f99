from cms.settings import env
from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole

DEBUG = True
SECRET_KEY = env.text("SECRET_KEY", "development-only-never-use-this-in-production")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
WAGTAILADMIN_BASE_URL = env.text("PUBLIC_URL", "http://localhost:8000")

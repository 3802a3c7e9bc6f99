from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole

SECRET_KEY = "tests-only"  # noqa: S105 - signs nothing but test data
ALLOWED_HOSTS = ["testserver", "localhost"]
WAGTAILADMIN_BASE_URL = "http://localhost"

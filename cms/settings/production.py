from cms.settings import env
from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole

DEBUG = False
SECRET_KEY = env.required("SECRET_KEY", "a long random text.")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.required("PUBLIC_URL", "https://www.example.com")

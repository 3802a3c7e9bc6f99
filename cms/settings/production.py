"""Production settings, which refuse to start without the required environment."""

from cms.settings import env
from cms.settings.base import *  # noqa: F403 - settings are inherited as a whole
from cms.settings.base import CONTENT_SECURITY_POLICY, LOGGING

IN_PRODUCTION = True
API_DOCS_NEED_SIGN_IN = True

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.origin(
    "PUBLIC_URL", "the address of this site, for example https://www.example.com"
)
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=True)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
# The HSTS preload list is the domain owner's decision, and hard to leave.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

vars().update(env.email("EMAIL_URL", "smtp://localhost:25"))
LOGGING["handlers"]["console"]["formatter"] = "json"

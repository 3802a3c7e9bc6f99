from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF, UNSAFE_INLINE
from phonenumbers import SUPPORTED_REGIONS
from wagtail.embeds.oembed_providers import vimeo, youtube
from whitenoise.compress import Compressor

import cms
from cms.settings import env, logs

VERSION = cms.__version__
BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Writable files: database, uploads, collected static files.
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")

DEBUG = False
# Ours: true in production only; enables the production checks of core.checks.
IN_PRODUCTION = False
# Ours: names of the environment variables that settings have read.
VARIABLES_READ = env.VARIABLES_READ

INSTALLED_APPS = [
    "core",
    "home",
    "articles",
    "comments",
    "contact",
    "clinic",
    "outbox",
    "public_forms",
    "wagtail.contrib.forms",
    # Wagtail's app config, with signal receivers of this project.
    "core.apps.RedirectsConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.api.v3",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    # Serves the script of the API's docs page locally instead of from a CDN.
    "ninja",
    "django_filters",
    "phonenumber_field",
    "axes",
    "corsheaders",
    "csp",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Widget templates, for the TemplatesSetting form renderer.
    "django.forms",
    "delivery",  # After the apps whose tables it tracks.
]

MIDDLEWARE = [
    "core.middleware.request_log.RequestLog",
    "core.middleware.needed_headers.NeededHeaders",
    "core.middleware.secure_tokens.SecureTokens",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.csp.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.middleware.public_cache.Compression",
    "delivery.middleware.CacheTags",
    # After it, as the origins of front ends are content.
    "corsheaders.middleware.CorsMiddleware",
    "core.middleware.public_cache.PublicCache",
    "core.middleware.options.OptionsResponses",
    "core.middleware.request_limits.RequestLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.middleware.ClinicTimeZone",
    "core.redirects.RedirectMiddleware",
    "core.admin_errors.AdminErrorMessages",
    # Last, as django-axes requires: it answers a locked-out sign-in.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "gait.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Wagtail reads sites and renditions from caches that a restored database would not change.
CACHES = {
    "default": env.cache("REDIS_URL"),
    "sites": env.cache_of_request(),
    "renditions": env.cache_of_request(),
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
# Ours: each worker's memory for answers, and their use while the database is away.
CACHE_BYTES = env.number("CACHE_MB", 8) * 1024 * 1024
STORED_BYTES = env.number("STORED_MB", 256) * 1024 * 1024
SERVE_STALE = env.flag("SERVE_STALE", default=False)
# The worker (`manage.py db_worker`) runs the queue "later": mail and the spam filter.
# Wagtail's own tasks, such as search indexing, run immediately.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "later": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Ours: with less free disk space for uploads, the dashboard and the worker's log warn.
MEDIA_FREE_BYTES_WANTED = env.number("MEDIA_FREE_MB", 500) * 1024 * 1024
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.stylesheets.StylesheetFinder",
]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", DATA_DIR / "media")
# Ours: the public folders of MEDIA_ROOT. The others hold original images with Exif
# metadata, and documents, which may be private.
PUBLIC_MEDIA_FOLDERS = ["images"]
STORAGES = {
    "default": {"BACKEND": "core.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "core.static_storage.StaticStorage"},
}
# No URL uses the names without a hash; this halves the files to compress.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Only developer tools load source maps, which took half of the time of compressing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
# Icons that browsers and phones request at fixed URLs.
WHITENOISE_ROOT = BASE_DIR / "core" / "root_files"

# --- People who sign in -------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"

# Five wrong passwords for one account from one address: by address alone, a colleague
# could lock out the whole clinic; by account alone, a stranger could lock out anybody.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "core.sign_in.SignInHandler"
# Ours: sign-in failures for all accounts from one address within AXES_COOLOFF_TIME.
# Enough for the mistakes of a clinic, too few for password spraying.
SIGN_IN_FAILURES_OF_A_NETWORK = 20
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The field's name in Wagtail's form, though it takes an e-mail address.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "core.sign_in.account_name"
AXES_CLIENT_IP_CALLABLE = "core.sign_in.client_address"
AXES_LOCKOUT_CALLABLE = "core.sign_in.lockout_response"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

# --- Language, dates, numbers -------------------------------------------------------

LANGUAGE_CODE = env.language("LANGUAGE_CODE", "en-gb")
TIME_ZONE = env.choice(
    "TIME_ZONE", "UTC", available_timezones(), "a zone's name, as Europe/London"
)
# Users do not choose a time zone: the admin uses the clinic's (ClinicTimeZone). With a
# single choice Wagtail hides the field.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
PHONENUMBER_DEFAULT_REGION = env.choice(
    "PHONE_REGION", "US", SUPPORTED_REGIONS, "a country's two letters"
)

# --- Visitors' submissions ----------------------------------------------------------

# Ours: keys that encrypt visitors' data, newest first; without keys it is plain text.
PERSONAL_DATA_KEYS = env.keys("PERSONAL_DATA_KEYS")
# Ours: rate limits by kind as (most, seconds), counted by network unless stated.
RATE_LIMITS = {
    "reply": [(5, 600), (30, 86_400)],
    "submission": [(5, 600), (20, 86_400)],
    # All visitors of a front end together, by its key.
    "front_end": [(1000, 600), (20_000, 86_400)],
    # Wrong passwords for one page or collection.
    "shared_password": [(5, 600), (30, 86_400)],
    # By one network for any accounts, and for one account by all networks.
    "password_link": [(5, 600), (20, 86_400)],
    "password_link_of_account": [(3, 3600), (6, 86_400)],
}
# Ours: Akismet's API key for this site; without one Akismet is not used.
AKISMET_KEY = env.text("AKISMET_KEY", "")
AKISMET_URL = env.origin(
    "AKISMET_URL",
    "an address that starts with https:// and has no path.",
    default="https://rest.akismet.com",
)

# --- Systems that are told of changes -----------------------------------------------

# Ours: networks of the operator whose addresses webhooks may have.
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")
# Ours: caches of CDNs that are purged by tag.
FASTLY_SERVICE_ID = env.text("FASTLY_SERVICE_ID", "")
FASTLY_API_TOKEN = env.required_with("FASTLY_API_TOKEN", "FASTLY_SERVICE_ID")
FASTLY_URL = "https://api.fastly.com"
CLOUDFLARE_ZONE_ID = env.text("CLOUDFLARE_ZONE_ID", "")
CLOUDFLARE_API_TOKEN = env.required_with("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ZONE_ID")
CLOUDFLARE_URL = "https://api.cloudflare.com"
# Ours: caches that take a request with the tags in a header, such as Varnish.
PURGE_URLS = env.urls("PURGE_URLS")
PURGE_METHOD = env.choice("PURGE_METHOD", "PURGE", ["PURGE", "POST"], "PURGE or POST")
PURGE_HEADER = env.choice(
    "PURGE_HEADER",
    "xkey",
    ["xkey", "Surrogate-Key", "Cache-Tag"],
    "xkey, Surrogate-Key or Cache-Tag",
)
PURGE_TOKEN = env.text("PURGE_TOKEN", "")
# Caches that know no tags. The worker purges them, not Wagtail's signals.
WAGTAILFRONTENDCACHE = env.frontend_caches("FRONTEND_CACHE_URLS")
# Ours: whether CDNs are purged, and seconds for which they keep answers then.
CDN_IS_PURGED = bool(FASTLY_SERVICE_ID or CLOUDFLARE_ZONE_ID or PURGE_URLS)
# Ours: answers have Fastly's headers, too.
SURROGATE_HEADERS = bool(
    FASTLY_SERVICE_ID or (PURGE_URLS and PURGE_HEADER == "Surrogate-Key")
)
CDN_MAX_AGE = env.number("CDN_MAX_AGE", 86_400)

# --- Proxies, security headers, upload limits ---------------------------------------

# Ours: the operator's proxies in front; only their word counts for address and https.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CORS_URLS_REGEX = r"^/(api|form-token)/"
CORS_ALLOWED_ORIGINS = env.origins(
    "CORS_ALLOWED_ORIGINS",
    "the addresses of front ends, as https://app.example.org, with commas between them.",
)
CORS_ALLOW_HEADERS = [*default_headers, "gait-unlock", "idempotency-key"]
CORS_ALLOW_HEADERS += ["if-match", "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = ["Cache-Tag", "ETag", "Link", "Retry-After", "X-Request-ID"]
CORS_EXPOSE_HEADERS += ["WWW-Authenticate"]

VIDEO_ORIGINS = [
    "https://www.youtube.com",
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
]
# Wagtail's endpoint for Vimeo redirects.
VIMEO_ENDPOINT = "https://vimeo.com/api/oembed.{format}"
VIDEO_THUMBNAILS = ["https://i.ytimg.com", "https://i.vimeocdn.com"]
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str] | bool]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": VIDEO_ORIGINS,
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Ours: for API responses.
API_CONTENT_SECURITY_POLICY = {"default-src": [NONE], "frame-ancestors": [NONE]}
# Wagtail's widgets use inline scripts and styles. The admin shows uploads as blobs, and
# the thumbnails of embedded videos.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *VIDEO_THUMBNAILS],
    "frame-src": [SELF, *VIDEO_ORIGINS],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "browsing-topics", "camera", "display-capture"),
        *("geolocation", "gyroscope", "magnetometer", "microphone", "midi"),
        *("payment", "serial", "usb"),
    )
}

# A long article has thousands of fields in Wagtail's form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Text of all fields together; files have separate limits below.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Mail and logs ------------------------------------------------------------------

# Seconds; the longest time a silent mail server blocks the worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.mailbox("EMAIL_FROM", "gait@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logs.LOGGING

# --- Wagtail ------------------------------------------------------------------------

WAGTAIL_SITE_NAME = env.text("SITE_NAME", "Gait")
# No requests to third parties that reveal the server.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "core.search"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "core.admin.draftail.RichTextArea"}
}
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 100
# Ours: restricts /api/v3/docs/ to users of the admin; /api/v3/openapi.json stays public.
API_DOCS_NEED_SIGN_IN = False

# Ours: trees with so many pages below the first are copied by the worker.
BACKGROUND_COPY_PAGES = 20
# Ours: the most pages that one request publishes, unpublishes or moves.
PAGES_IN_ONE_REQUEST = 50

WAGTAILIMAGES_IMAGE_MODEL = "core.Image"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.upload_forms.ImageForm"
# jfif: the extension that Windows and messengers give to JPEG files.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "jfif", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 75
WAGTAILIMAGES_JPEG_QUALITY = 80

# Nothing that a browser would run. Wagtail's view serves them: it checks permissions.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.upload_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"

WAGTAILEMBEDS_FINDERS = [
    {
        "class": "core.embeds.VideoFinder",
        "providers": [youtube, {**vimeo, "endpoint": VIMEO_ENDPOINT}],
    }
]

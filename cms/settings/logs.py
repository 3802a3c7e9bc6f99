"""Log levels, formats and filters of all processes."""

from typing import Any

from cms.settings import env

LOG_LEVEL = env.choice(
    "LOG_LEVEL",
    "INFO",
    ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
    "DEBUG, INFO, WARNING, ERROR or CRITICAL",
)
# Any: as logging.config takes it.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "core.middleware.request_log.RequestFilter"},
        "brief": {"()": "core.middleware.request_log.BriefFilter"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "core.middleware.request_log.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": "line",
        },
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Removes Django's mail to ADMINS; errors go to the operator's log.
        "django": {"handlers": [], "propagate": True},
        # It logs two lines for every indexed object.
        "django_tasks": {"level": "WARNING"},
        # Its details have headers of answers, which may repeat our keys and signatures.
        "httpcore": {"level": "INFO"},
        # Frequent while Redis is down, and while scanners request the IP address.
        "django_redis.cache": {"filters": ["brief"]},
        "django.security.DisallowedHost": {"filters": ["brief"]},
        # RequestLog logs each request; this adds only the traceback of an error.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}

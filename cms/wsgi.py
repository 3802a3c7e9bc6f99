import os

from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application
from django.db import connections

# A server that was told nothing is taken for production, which refuses to start until
# it is told enough.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()

# Both need the apps, which the line above loads.
from core import granian  # noqa: E402
from core.checks import refuse_demo_in_production  # noqa: E402

try:
    refuse_demo_in_production()
except SystemCheckError:
    granian.end()
    raise
finally:
    # This thread serves nobody: its connection would be missing in the pool for good.
    connections.close_all()

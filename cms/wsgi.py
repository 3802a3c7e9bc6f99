# ruff: noqa: E402 - imports take time, in which signals arrive; the order matters.
import gc
import multiprocessing
import os
import signal

if multiprocessing.parent_process():
    # A forked worker has the main process's handler, which does nothing in it, until Granian
    # sets another one after this module: a server that was stopped meanwhile waited until
    # it killed the worker.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

# Modules stay: collecting garbage while they are imported took a fifth of the time.
gc.disable()

# The default is production, which refuses to start until it is configured.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

from core import optional_imports

optional_imports.skip()

from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

django = get_wsgi_application()

# All need the app registry, which the line above fills.
from core import frame_stack, granian, public_files
from core.checks import refuse_demo_in_production
from delivery import wsgi_cache

application = wsgi_cache.in_front_of(
    frame_stack.with_room(django), others=public_files.in_front_of
)

try:
    refuse_demo_in_production()
except SystemCheckError:
    granian.stop_server()
    raise
finally:
    # This thread serves no requests.
    connections.close_all()

# Imports all views, which the first request would otherwise wait for.
_ = get_resolver().url_patterns
# Each full collection looked at what is loaded by now, for 0.2 seconds.
gc.freeze()
# Cycles of lists of full articles, 15 MB, waited for the tenth collection of the middle
# generation. A full one still needs a quarter of new objects.
gc.set_threshold(700, 10, 2)
gc.enable()

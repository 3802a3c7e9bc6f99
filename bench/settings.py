"""Settings of bench/run: those of `make run`, without limits for visitors.

They need DEBUG=false. BENCH_CACHE_BYTES is the memory for answers: 1 for one that is
always empty, so that answers come from the stored documents; with BENCH_UNSTORED, each
is made anew.
"""

import os

from cms.settings.dev import *  # noqa: F403, TID251 - settings are inherited as a whole
from cms.settings.dev import (  # noqa: TID251
    CACHE_BYTES,
    MIDDLEWARE,
    RATE_LIMITS,
    STORAGES,
)

CACHE_BYTES = int(os.environ.get("BENCH_CACHE_BYTES") or CACHE_BYTES)
if os.environ.get("BENCH_UNSTORED"):
    MIDDLEWARE = [*MIDDLEWARE, "bench.unstored.unstored"]
RATE_LIMITS = {kind: [] for kind in RATE_LIMITS}
# As in the stock project; nothing is collected, and no static file is requested.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

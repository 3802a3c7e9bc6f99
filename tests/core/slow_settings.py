"""Settings that a worker of Granian reads for a minute."""

import multiprocessing
import os
import time

from cms.settings.dev import *  # noqa: F403, TID251 - these are settings
from cms.settings.dev import DATA_DIR  # noqa: TID251 - these are settings

if multiprocessing.parent_process():
    (DATA_DIR / f"worker-{os.getpid()}").touch()
    time.sleep(60)

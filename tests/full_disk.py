"""A disk that is full: the kernel refuses to let any file grow beyond a few bytes.

It raises EFBIG as a full disk raises ENOSPC, and needs no rights. What is written to
the database, in files of this process too, has to be written before. No bytecode is
written meanwhile: Python does not notice a write that was cut short, and the module
could not be imported again.
"""

import os
import resource
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def full_disk(most_bytes=1024):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    writes_no_bytecode = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes_no_bytecode
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def stored():
    """The names of all files of uploads, hidden ones too."""
    return {
        str(Path(folder, name).relative_to(settings.MEDIA_ROOT))
        for folder, _, names in os.walk(settings.MEDIA_ROOT)
        for name in names
    }

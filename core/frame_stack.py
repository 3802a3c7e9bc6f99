"""Room for the frames of deep calls, so that they map no memory.

CPython keeps the frames of Python functions in chunks of 16 kB. It maps a chunk when a
call does not fit into the last one, and unmaps it when that call returns: in a loop whose
calls are the first ones of a chunk, each call does so. Drawing an article mapped 280
chunks, which took a quarter of its CPU time. A frame that is larger than a chunk gets one
of its own, with room behind it.
"""

from collections.abc import Callable, Iterable
from typing import Any

# Any: WSGI's environ and start_response.
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# CPython takes the power of two that holds the frame and 1,000 words: of this one 256 kB,
# of which the calls below it have half. Only what they use is memory.
FRAME_WORDS = 15_500


def with_room(application: Application) -> Application:
    """The application, called by a function whose frame leaves room for its calls."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=FRAME_WORDS)
    return call

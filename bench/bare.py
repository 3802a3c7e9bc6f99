"""The least that a WSGI application does: it looks up an answer and sends it."""

import json
import os
from pathlib import Path

LISTED = json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text())
ANSWERS = {
    path: (
        [tuple(pair) for pair in headers],
        Path(file).read_bytes(),
        [tuple(pair) for pair in validators],
        next((value for name, value in headers if name.lower() == "etag"), None),
    )
    for path, (headers, file, validators) in LISTED.items()
}


def application(environ, start_response):
    found = ANSWERS.get(environ["PATH_INFO"])
    if found is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    headers, body, validators, etag = found
    if environ.get("HTTP_IF_NONE_MATCH", "") == etag:
        start_response("304 Not Modified", validators)
        return []
    start_response("200 OK", headers)
    return [body]

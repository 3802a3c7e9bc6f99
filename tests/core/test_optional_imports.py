import pytest
from django.db import connection

from tests.test_settings import PRODUCTION, python

# A picture in each format that pages show, drawn in a worker.
DRAW = """
import io, sys
import cms.wsgi
from PIL import Image
from willow.image import Image as Willow

# Before the first picture: of two threads that load formats at once, one may miss some.
print(*({"AVIF", "GIF", "JPEG", "PNG", "WEBP"} - Image.OPEN.keys()))
png = io.BytesIO()
Image.new("RGB", (64, 64), "teal").save(png, "PNG")
opened = Willow.open(io.BytesIO(png.getvalue())).resize((32, 32))
for name in ("avif", "webp", "jpeg", "png"):
    file = io.BytesIO()
    getattr(opened, f"save_as_{name}")(file)
    print(Image.open(file).format)
unused = (
    *("PIL.XbmImagePlugin", "pillow_heif", "psycopg", "httpx._main", "rich"),
    *("urllib3", "pygments", "charset_normalizer", "cryptography"),
    *("yaml", "snowballstemmer.basque_stemmer"),
)
print(*[name for name in unused if sys.modules.get(name)])
"""

# Schemas of API v3 are built when they are used.
BUILT = """
import cms.wsgi
from wagtail.api.v3.registry import registry

article = registry.get("articles.ArticlePage")
print(article.read_schema.__pydantic_complete__, end=" ")
print(article.create_schema.__pydantic_complete__)
"""

# What a project may do.
IMPORT = """
import threading
import cms.wsgi
import requests
from requests.exceptions import ConnectionError

seen = []
threads = [threading.Thread(target=lambda: seen.append(requests.get)) for _ in "123"]
for each in threads:
    each.start()
for each in threads:
    each.join()
import charset_normalizer, pygments
print(len(seen), requests.ConnectionError is ConnectionError, hasattr(requests, "no"))
"""

# As Wagtail does, without anything of django.test being imported before.
FIRST = """
from core import optional_imports

optional_imports.skip()
from django.test import RequestFactory
import django.test
import sqlparse

request = RequestFactory().get("/pain/")
print(request.path, django.test.Client is not None, django.test.TestCase.__name__)
print(sqlparse.split("a; b"), sqlparse.engine.__name__, hasattr(sqlparse, "no"))
"""


def drawn(**environment):
    ended = python("-c", DRAW, **PRODUCTION | environment)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_a_worker_draws_every_format_without_what_it_does_not_need(tmp_path):
    assert drawn(DATA_DIR=str(tmp_path)) == ["", "AVIF", "WEBP", "JPEG", "PNG", ""]


def test_a_worker_has_built_no_schema_that_it_has_not_used(tmp_path):
    ended = python("-c", BUILT, **PRODUCTION | {"DATA_DIR": str(tmp_path)})

    assert ended.stdout == "False False\n", ended.stderr


def test_what_is_left_out_can_be_imported_all_the_same(tmp_path):
    ended = python("-c", IMPORT, **PRODUCTION | {"DATA_DIR": str(tmp_path)})

    assert ended.stdout == "3 True False\n", ended.stderr


def test_what_is_deferred_can_be_imported_first(tmp_path):
    ended = python("-c", FIRST, **PRODUCTION | {"DATA_DIR": str(tmp_path)})

    assert ended.stdout == (
        "/pain/ True TestCase\n['a;', 'b'] sqlparse.engine False\n"
    ), ended.stderr


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL.")
def test_a_worker_on_postgresql_has_its_driver(tmp_path):
    server = connection.settings_dict
    address = (
        f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}"
        f"/{server['NAME']}"
    )

    assert drawn(DATA_DIR=str(tmp_path), DATABASE_URL=address)[-1] == "psycopg"

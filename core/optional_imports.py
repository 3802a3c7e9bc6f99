"""Libraries that others import where they can, although nothing here uses them."""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import MappingProxyType

from django.conf import settings

# Willow imports it for HEIC files, which are not accepted; Pillow itself writes AVIF.
HEIF = "pillow_heif"
# Django REST framework imports the field types of PostgreSQL on every database.
POSTGRESQL_DRIVER = "psycopg"
# httpx imports its command for the shell, with rich, pygments and click.
HTTPX_COMMAND = "httpx._main"
# Read when something of them is used: Wagtail's finder of videos and Django REST
# framework's test client import requests, and Django's database backends import sqlparse
# for migrations.
DEFERRED = ["requests", "sqlparse"]
# Django Ninja imports a signal of Django's tests and Wagtail its request factory, and
# with these the test cases and mocks.
TESTS, FACTORY = "django.test", "RequestFactory"
# The package imports the stemmers of thirty languages; the search knows English.
STEMMERS = "snowballstemmer"
# Of these, one module does without, and others may import them later: REST framework
# marks code in descriptions and writes YAML, BeautifulSoup guesses the encoding of bytes.
BY_MODULE = {
    "rest_framework.compat": ["pygments", "yaml"],
    "bs4": ["charset_normalizer"],
}


def skip() -> None:
    """Makes their import fail or wait, which saves 28 MB and a fifth of the start.

    To be called before anything of Django but its settings is imported.
    """
    # The settings import parts of Django.
    for name in DEFERRED:
        _defer(name)
    _defer(TESTS, {FACTORY: "django.test.client"})
    _leave_empty(STEMMERS)
    engine = settings.DATABASES["default"]["ENGINE"]
    unused = [HEIF, HTTPX_COMMAND]
    if not engine.endswith("postgresql"):
        unused.append(POSTGRESQL_DRIVER)
    _mark(unused)
    for module, names in BY_MODULE.items():
        marked = _mark(names)
        import_module(module)
        for name in marked:
            del sys.modules[name]


def _mark(names: Iterable[str]) -> list[str]:
    """Marks those that are not imported yet as modules that cannot be imported."""
    missing = [name for name in names if name not in sys.modules]
    # None is Python's mark.
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]
    return missing


def _defer(name: str, places: Mapping[str, str] = MappingProxyType({})) -> None:
    """Lets the module be read when something of it is used.

    As importlib's LazyLoader, which below Python 3.12 reads it at its second import.
    ``places`` names the modules of a package where some of its names come from, for
    which the package itself need not be read.
    """
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    read = Once(partial(spec.loader.exec_module, module))

    def of_module(attribute: str) -> object:
        if attribute in places:
            return getattr(import_module(places[attribute]), attribute)
        if spec.submodule_search_locations and find_spec(f"{name}.{attribute}"):
            return import_module(f"{name}.{attribute}")
        read()
        try:
            return vars(module)[attribute]
        except KeyError:
            raise AttributeError(f"{name} has no {attribute}") from None

    module.__getattr__ = of_module  # type: ignore[method-assign]  # PEP 562
    sys.modules[name] = module
    package, _, own = name.rpartition(".")
    if package:
        setattr(sys.modules[package], own, module)


def _leave_empty(name: str) -> None:
    """Leaves out the code of a package itself, whose modules are imported by name."""
    spec = find_spec(name)
    if name not in sys.modules and spec:
        sys.modules[name] = module_from_spec(spec)


class Once:
    """A call that is made once; other threads wait for it."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call
        self.lock = RLock()

    def __call__(self) -> None:
        with self.lock:
            call, self.call = self.call, None
            if call:
                call()

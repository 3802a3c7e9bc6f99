import pytest

from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import cached


@pytest.fixture
def article():
    make.clinic()
    article = make.article("Walking")
    feed.settle()
    return article


@pytest.fixture
def application():
    return cached()

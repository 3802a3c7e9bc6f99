import pytest
from django.test import Client

from tests import make


@pytest.fixture
def owner(client):
    """A client that shows the token of somebody who may do everything."""
    token = make.token()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def someone():
    return make.member("Editors", "maya@clinic.example")


@pytest.fixture
def admin(someone):
    """The browser of somebody who may edit, and not publish."""
    client = Client()
    client.force_login(someone)
    return client

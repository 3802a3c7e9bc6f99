import pytest
from wagtail.models import APIToken

from tests import make


@pytest.fixture
def owner(client):
    """A client that shows the token of somebody who may do everything."""
    _, token = APIToken.create_token(user=make.superuser(), name="test")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client

import pytest

from tests import make


@pytest.fixture
def owner(client):
    """A client that shows the token of somebody who may do everything."""
    token = make.token()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client

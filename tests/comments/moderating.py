"""What a moderator does at the desk."""

from tests import make

QUEUE = "/admin/replies/"


def sign_in(client, group="Reply moderators", email="mo@clinic.example"):
    user = make.member(group, email)
    client.force_login(user)
    return user


def shown(client, path=QUEUE):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()

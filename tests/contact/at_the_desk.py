"""What a colleague at the front desk does."""

from wagtail.models import ModelLogEntry

from contact.models import Submission
from tests import make

DESK = "/admin/submissions/"


def sign_in(client, group="Front desk"):
    user = make.member(group, "desk@clinic.example")
    client.force_login(user)
    return user


def shown(client, path=DESK):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, submission, **sent):
    answer = client.post(f"{DESK}{submission.pk}/act/", sent)
    assert answer.status_code == 302
    return Submission.objects.get(pk=submission.pk)


def done(submission):
    entries = ModelLogEntry.objects.for_instance(submission)
    return list(entries.order_by("pk").values_list("action", flat=True))

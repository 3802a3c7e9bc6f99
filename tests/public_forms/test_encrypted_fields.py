"""Encrypted fields in fixtures, and after a change of keys."""

import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from contact.models import Submission, SubmissionNote
from outbox.models import Endpoint
from tests import make

pytestmark = pytest.mark.django_db

MODELS = ["contact.submission", "contact.submissionnote", "outbox.endpoint"]


@pytest.fixture
def keys(settings):
    """Sets keys by their numbers."""
    made = [Fernet.generate_key().decode() for _ in range(3)]

    def set_keys(*numbers):
        settings.PERSONAL_DATA_KEYS = [made[number] for number in numbers]

    return set_keys


def store():
    """One of everything that is encrypted; the values of all."""
    submission = make.submission()
    SubmissionNote.objects.create(submission=submission, text='Called "Ada" back.')
    make.webhook(previous_secret="whsec_b2xk")
    return values()


def values():
    [submission], [note] = Submission.objects.all(), SubmissionNote.objects.all()
    [webhook] = Endpoint.objects.all()
    secrets = webhook.secret, webhook.previous_secret
    return submission.answers, note.text, *secrets


def dumped(path, form="json"):
    call_command("dumpdata", *MODELS, format=form, output=str(path))
    return path.read_text()


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("numbers", [[], [0]])
def test_a_fixture_holds_what_is_stored_and_loads_again(keys, tmp_path, form, numbers):
    keys(*numbers)
    before = store()
    words = ["Ada Moss", before[2], before[3]]

    text = dumped(tmp_path / f"kept.{form}", form)
    for model in (Submission, Endpoint):
        model.objects.all().delete()
    call_command("loaddata", tmp_path / f"kept.{form}", verbosity=0)

    assert values() == before
    assert any(word in text for word in words) == (not numbers)


def test_a_fixture_keeps_what_no_key_can_read(keys, tmp_path):
    keys(0)
    before = store()
    keys(1)
    dumped(tmp_path / "kept.json")
    Endpoint.objects.all().delete()
    call_command("loaddata", tmp_path / "kept.json", verbosity=0)

    keys(0)

    assert values() == before


def test_a_fixture_that_was_changed_is_refused(keys, tmp_path):
    keys(0)
    store()
    rows = json.loads(dumped(tmp_path / "kept.json"))
    rows[0]["fields"]["answers"] = "stored:no JSON"
    (tmp_path / "changed.json").write_text(json.dumps(rows))

    with pytest.raises(Exception, match="The fixture was changed"):
        call_command("loaddata", tmp_path / "changed.json", verbosity=0)


def test_after_a_change_of_keys_all_is_readable_with_the_new_one(keys):
    keys(0)
    before = store()

    keys(1, 0)
    call_command("encrypt_personal_data", verbosity=0)
    keys(1)

    assert values() == before


def test_what_no_key_can_read_is_left_as_it_is(keys):
    keys(0)
    before = store()
    keys(1)
    with pytest.raises(CommandError, match="3 cannot be read"):
        call_command("encrypt_personal_data", verbosity=0)

    keys(0)

    assert values() == before

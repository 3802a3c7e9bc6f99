"""The TypeScript client of clients/typescript, run by Node against a real server."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from core.preview_tokens import PreviewToken
from delivery.tracking import tables
from outbox import signing
from public_forms.models import FrontEndKey
from tests import make
from tests.comments.replying import everybody_is_published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLIENT = Path(__file__).resolve().parents[3] / "clients/typescript"
PATH = "/usr/local/bin:/usr/bin:/bin"


def node(*words, **environment):
    ran = subprocess.run(  # noqa: S603 - our own words
        ["node", *words],  # noqa: S607 - the one that is installed
        cwd=CLIENT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": PATH, **environment},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


SHOWN = """
import { shown } from "@gait/client/next";
console.log(JSON.stringify(shown("replies-7", "reply-settings").next.tags));
"""


def front_end_key():
    row = FrontEndKey(name="Website", site=Site.objects.get())
    key = row.make_key()
    row.save()
    return key


def publish():
    """Publishes what the client's tests read and send to."""
    make.clinic()
    everybody_is_published()
    topics = [make.topic(), make.topic("Sleep")]
    maya = make.person()
    picture = make.image(size=(1200, 900))
    make.article("Walking", topics=topics[:1], author=maya, hero_image=picture)
    make.article("Resting", topics=topics[1:], author=maya)
    questions = [("Your name", "singleline", {})]
    optional = {"required": False}
    days = {"choices": "Mornings\nAfternoons", **optional}
    make.form_page(
        questions=[
            *questions,
            ("When", "checkboxes", days),
            ("Age", "number", optional),
            ("Note", "multiline", optional),
        ]
    )
    form = make.form_page("Private", slug="private", questions=questions)
    for page in (form, make.standard_page(title="For patients")):
        PageViewRestriction.objects.create(
            page=page,
            restriction_type=PageViewRestriction.PASSWORD,
            password="walk every day",
        )


def message():
    """A message while its secret is being replaced, as sent now and long ago."""
    data = {"everything_changed": False, "tags": ["articles", "page-12"], "changes": []}
    body = json.dumps({"type": "content.changed", "data": data})
    secrets = [signing.new_secret(), signing.new_secret()]

    def signed(at):
        return signing.headers("msg_1", body, keys=secrets, at=at)

    now = timezone.now()
    old = signed(now - timedelta(minutes=10))
    return json.dumps(
        {"body": body, "headers": signed(now), "old": old, "secrets": secrets}
    )


def preview_token(admin_origin):
    draft = make.article("Running", live=False)
    draft.title = "Not published yet"
    revision = draft.save_revision()
    return PreviewToken.new(
        make.superuser(),
        admin_origin=admin_origin,
        now=timezone.now(),
        revisions={draft.pk: revision.pk},
    )


def test_the_types_are_made_from_the_reviewed_document():
    node("scripts/generate.js", "--check")


def test_the_types_fit_how_the_client_is_used():
    node("node_modules/typescript/bin/tsc", "--project", "tsconfig.test.json")


def test_the_client_reads_a_site_and_sends_to_it(as_migrated, live_server):
    publish()

    node(
        "--test",
        GAIT_URL=live_server.url,
        GAIT_FRONT_END_KEY=front_end_key(),
        GAIT_WEBHOOK=message(),
        GAIT_PREVIEW=str(preview_token(live_server.url)),
    )


def test_whatever_changes_revalidates_what_next_has_read():
    names = json.loads(node("--input-type=module", "--eval", SHOWN))

    kinds = {each.lists for each in tables.values() if not each.is_derived}
    assert kinds - set(names) == {
        *("replies", "redirects", "synonyms", "chosen-results"),
        "site-files",
    }
    assert {"gait", "replies-7"} <= set(names)

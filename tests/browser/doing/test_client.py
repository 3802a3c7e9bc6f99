"""The TypeScript client of clients/typescript, run by Node against a real server."""

import json
import re
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
GUIDES = [CLIENT / "README.md", CLIENT.parents[1] / "docs/front-end.md"]
SAMPLE = re.compile(r"^```ts\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What the samples leave to their readers.
GIVEN = """
type Client = import("@gait/client").Gait;
declare const gait: Client, url: string, secret: string, request: Request;
declare const article: import("@gait/client").Article;
declare const picture: import("@gait/client").Picture;
declare const place: import("@gait/client").Place;
declare const preview: import("@gait/client").Preview;
declare const fields: import("@gait/client").ReplyFields;
declare const idempotencyKey: string, visitor: string | null;
declare const cache: import("@gait/client/cache").TaggedCache;
declare const others: Omit<
  import("@gait/client/blocks").BlockRenderers<string>,
  "prose" | "picture"
>;
declare function show(reply: import("@gait/client").Comment): void;
declare function escaped(text: string): string;
declare function figure(
  image: import("@gait/client").Picture | null,
  caption: string,
): string;
"""


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


def test_the_types_fit_how_the_client_is_used(tmp_path):
    """In its own tests, and in each sample of the guides."""
    examples = CLIENT.parents[1] / "examples"
    options = {
        "rootDir": "/",
        "noUnusedLocals": False,
        "module": "esnext",
        "moduleResolution": "bundler",
        "typeRoots": [f"{CLIENT}/node_modules/@types"],
        "paths": {
            "@gait/client": [f"{CLIENT}/dist"],
            "@gait/client/*": [f"{CLIENT}/dist/*"],
            "next/*": [f"{examples}/nextjs/node_modules/next/*"],
            "astro": [f"{examples}/astro/node_modules/astro"],
        },
    }
    project = {
        "extends": f"{CLIENT}/tsconfig.test.json",
        "compilerOptions": options,
        "include": [f"{CLIENT}/test", f"{CLIENT}/scripts", "."],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(project))
    (tmp_path / "given.d.ts").write_text(GIVEN)
    samples = [each for guide in GUIDES for each in SAMPLE.findall(guide.read_text())]
    assert samples
    for number, sample in enumerate(samples):
        # As modules: each has names of its own.
        (tmp_path / f"sample{number}.ts").write_text(f"{sample}\nexport {{}};\n")

    node("node_modules/typescript/bin/tsc", "--project", tmp_path)


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

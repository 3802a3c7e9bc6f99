"""Wagtail's own client for API v3, every command of which works against Gait unchanged."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Picture
from typer.main import get_command
from wagtail.models import Locale, Page
from wagtail_cli.cli import main

from tests import make
from tests.api import wagtail_program

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Its exit codes; what was deleted is an error that it has no code for.
GONE, WRONG_TOKEN, FORBIDDEN, NOT_FOUND, INVALID = 1, 4, 5, 6, 7


def commands(*group):
    """The commands of ``wt api``, or of a group of them, as it lists them itself."""
    found = get_command(main.api_app)
    for name in group:
        found = found.commands[name]
    return set(named(found, group))


def named(command, words):
    if not hasattr(command, "commands"):
        yield " ".join(words)
    for name, below in getattr(command, "commands", {}).items():
        yield from named(below, (*words, name))


class Cli:
    """The program in a folder of its own; ``ran`` are the commands that were called."""

    def __init__(self, folder, url, token):
        self.folder, self.ran = folder, set()
        self.names = sorted(commands(), key=len, reverse=True)
        self.environment = {
            "HOME": str(folder),
            "WAGTAIL_CLI_BASE_URL": f"{url}/api/v3/",
            "WAGTAIL_CLI_TOKEN": token,
        }

    def __call__(self, words, *more, exit_code=0):
        """The JSON that a command prints, or the text of its failure.

        ``words`` begin with the command and are split; ``more`` are not.
        """
        arguments = ["--json", "api", *words.split(), *map(str, more)]
        status, told = wagtail_program.run(arguments, self.folder, self.environment)
        assert status == exit_code, told
        command = next(
            each for each in self.names if f"{words} ".startswith(f"{each} ")
        )
        self.ran.add(command)
        if exit_code or not told.startswith(("{", "[")):
            return told
        return json.loads(told)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def wt(as_migrated, live_server, tmp_path):
    return Cli(tmp_path, live_server.url, make.token())


def test_every_group_of_commands_is_tested_here():
    known = {"documents", "images", "locales", "pages", "redirects", "schema"}

    groups = {each.split()[0] for each in commands()}
    assert groups == {*known, "sites", "snippets", "init", "whoami"}


def test_it_signs_in(wt):
    url = wt.environment.pop("WAGTAIL_CLI_BASE_URL")
    token = wt.environment.pop("WAGTAIL_CLI_TOKEN")

    connected = wt("init", "--url", url, "--token", token)
    user = wt("whoami")["user"]
    wt.environment["WAGTAIL_CLI_TOKEN"] = "wagtail_nonsense"
    refused = wt("whoami", exit_code=WRONG_TOKEN)

    assert "Connected" in connected
    assert user["username"] == "admin@clinic.example"
    assert "The token is wrong" in refused


def test_it_reads_the_schemas(wt):
    types = {each["name"] for each in wt("schema list")["types"]}
    shown = wt("schema show articles.Topic")
    unknown = wt("schema show comments.Comment", exit_code=NOT_FOUND)

    assert {"articles.ArticlePage", "articles.Topic", "clinic.Person"} <= types
    assert {"read", "create", "patch"} == set(shown)
    assert "Unknown content type" in unknown
    assert commands("schema") == wt.ran


def test_it_reads_pages(wt):
    article = make.article("Walking", introduction="<p>Read <b>this</b>.</p>")
    article.save_revision()
    index = article.get_parent()

    listed = wt(
        f"pages list --type articles.ArticlePage --child-of {index.pk} --search walking "
        f"--search-operator and --limit 5 --offset 0 --locale {article.locale.language_code}"
    )
    ordered = wt(f"pages list --descendant-of {index.pk} --order -title")
    found = wt("pages find", "--path", article.url)
    html = wt(f"pages get {article.pk} --html")
    draft = wt(f"pages get {article.pk} --version draft")
    [revision] = wt(f"pages revisions list {article.pk} --limit 1")["items"]
    shown = wt(f"pages revisions get {article.pk} {revision['id']}")
    missing = wt("pages get 999999", exit_code=NOT_FOUND)

    assert [each["id"] for each in listed["items"]] == [article.pk]
    assert [each["id"] for each in ordered["items"]] == [article.pk]
    assert found["location"].endswith(f"/api/v3/pages/{article.pk}/")
    assert html["introduction"] == draft["introduction"]
    assert shown["content_object"]["title"] == "Walking"
    assert "There is nothing at this address" in missing


def test_it_writes_pages(wt):
    home = make.home()

    made = wt(
        "pages create home.StandardPage --parent / --slug privacy",
        *("--title", "Privacy", "--field", "search_description:What we keep"),
    )
    key = made["id"]
    assert not Page.objects.get(pk=key).live
    wt(f"pages publish {key}")
    changed = wt(f"pages update {key} --yes --publish", "--title", "Your data")
    copied = wt(f"pages copy {key} --destination / --slug copy --no-keep-live")
    below = wt(f"pages create home.StandardPage --parent {key} --title Below")
    # Beside the destination, as Wagtail's API does where no position is sent.
    moved = wt(f"pages move {copied['id']} --destination {below['id']}")
    alias = wt(f"pages create-alias {key} --destination {home.pk}")
    converted = wt(f"pages convert-alias {alias['id']}")
    first = Page.objects.get(pk=key).revisions.order_by("pk").first()
    wt(f"pages revert {key} --revision {first.pk}")
    reverted = wt(f"pages get {key} --version draft")
    wt(f"pages unpublish {key}")
    wt(f"pages delete {copied['id']} --yes")

    assert (made["title"], changed["title"]) == ("Privacy", "Your data")
    assert made["meta"]["search_description"] == "What we keep"
    assert moved["meta"]["parent"]["id"] == key
    assert converted["meta"]["alias_of"] is None
    assert reverted["title"] == "Privacy"
    assert not Page.objects.get(pk=key).live
    assert not Page.objects.filter(pk=copied["id"]).exists()


def test_it_writes_the_text_of_an_article(wt):
    parent = make.index()
    introduction = wt.file("introduction.md", b"Walking **helps**.")
    benefits = wt.file(
        "benefits.json",
        b"""{"heading": "How it helps", "items": [
            {"title": "Stronger muscles", "description": "<p>They hold the spine.</p>"}
        ]}""",
    )

    made = wt(
        f"pages create articles.ArticlePage --parent {parent.pk} --title Walking",
        *("--field", "summary:Why walking eases back pain"),
        *("--field", f"introduction:@{introduction}"),
        *("--field", f"benefits:@{benefits}"),
    )
    changed = wt(f"pages update {made['id']} --yes", "--field", "summary:Shorter")

    assert "<b>helps</b>" in made["introduction"]
    assert made["benefits"]["items"][0]["title"] == "Stronger muscles"
    assert (made["summary"], changed["summary"]) == (
        "Why walking eases back pain",
        "Shorter",
    )


def test_it_copies_a_page_for_a_translation_where_the_site_has_some(wt, settings):
    home = make.home()
    command = f"pages copy-for-translation {home.pk} --locale fr"
    refused = wt(command, exit_code=NOT_FOUND)
    speak_french(settings)
    settings.WAGTAIL_I18N_ENABLED = True
    wt("locales create --field language_code:fr")

    made = wt(command)

    assert "Internationalization is not enabled" in refused
    assert made["meta"]["locale"] == "fr"


def test_all_commands_of_pages_are_tested():
    tested = Path(__file__).read_text()

    untested = [each for each in commands("pages") if f'"{each}' not in tested]
    assert untested == []


def speak_french(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES


def test_it_writes_snippets(wt):
    biography = wt.file("biography.md", b"She **listens**.")
    made = wt(
        "snippets create clinic.Person --field slug:maya",
        *("--field", "name:Maya", "--field", f"biography:@{biography}"),
    )
    one = f"clinic.Person {made['id']}"
    changed = wt(f"snippets update {one} --yes", "--field", "role:Neurosurgeon")

    assert wt(f"snippets get {one}") == changed
    assert "<b>listens</b>" in changed["biography"]
    listed = wt("snippets list clinic.Person --order name --search maya --limit 2")
    assert listed == {"items": [changed], "count": 1}
    for words in (
        f"publish {one}",
        f"unpublish {one}",
        f"revert {one} --revision 1",
        f"copy-for-translation {one} --locale en",
        f"revisions list {one} --limit 1",
        f"revisions get {one} 1",
    ):
        said = wt(f"snippets {words}", exit_code=INVALID)
        assert "A person has no drafts, revisions or translations" in said
    wt(f"snippets delete {one} --yes")
    wt(f"snippets get {one}", exit_code=NOT_FOUND)
    assert commands("snippets") == wt.ran


def jpeg():
    file = BytesIO()
    Picture.new("RGB", (64, 48)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("group", "file", "more"),
    [
        ("images", "walk.jpg", ["--field", "description:A man walks"]),
        ("documents", "exercises.txt", []),
    ],
)
def test_it_writes_files(wt, group, file, more):
    path = wt.file(file, jpeg() if group == "images" else b"Walk every day.")

    made = wt(f"{group} create", path, "--title", "Walking", *more)
    key = made["id"]
    changed = wt(f"{group} update {key} --yes", "--title", "Walking on")
    listed = wt(f"{group} list --search walking --order title --limit 3 --offset 0")
    shown = wt(f"{group} get {key}")
    wt(f"{group} delete {key} --yes")

    assert (made["title"], changed["title"]) == ("Walking", "Walking on")
    assert [each["id"] for each in listed["items"]] == [key]
    assert shown["title"] == "Walking on"
    assert "was deleted" in wt(f"{group} get {key}", exit_code=GONE)
    assert commands(group) == wt.ran


def test_it_writes_redirects(wt):
    made = wt("redirects create --field old_path:/old --field redirect_link:/new/")
    key = made["id"]
    found = wt("redirects find --path /old")
    changed = wt(
        f"redirects update {key} --yes --field old_path:/older",
        *("--field", "redirect_link:/new/"),
    )
    listed = wt("redirects list --order old_path --limit 5 --offset 0")
    shown = wt(f"redirects get {key}")
    refused = wt("redirects create --field old_path:/a", exit_code=INVALID)
    wt(f"redirects delete {key} --yes")

    assert found["location"].endswith(f"/redirects/{key}/")
    assert changed["old_path"] == "/older"
    assert [each["id"] for each in listed["items"]] == [key]
    assert shown["old_path"] == "/older"
    assert "redirect_link" in refused
    assert commands("redirects") == wt.ran


def test_it_writes_sites(wt):
    root = f"root_page_id:{make.home().pk}"
    made = wt(f"sites create --field hostname:second.example --field {root}")
    key = made["id"]
    changed = wt(
        f"sites update {key} --yes --field hostname:third.example --field {root}"
    )
    listed = wt("sites list --limit 5 --offset 0")
    shown = wt(f"sites get {key}")
    wt(f"sites delete {key} --yes")

    assert (changed["hostname"], shown["hostname"]) == ("third.example",) * 2
    assert listed["count"] == 2
    wt(f"sites get {key}", exit_code=NOT_FOUND)
    assert commands("sites") == wt.ran


def test_it_writes_languages_of_the_settings(wt, settings):
    english = Locale.objects.get()
    refused = wt("locales create --field language_code:fr", exit_code=INVALID)
    kept = wt(f"locales delete {english.pk} --yes", exit_code=INVALID)
    speak_french(settings)

    made = wt("locales create --field language_code:fr")
    key = made["id"]
    changed = wt(f"locales update {key} --yes --field language_code:fr")
    listed = wt("locales list --limit 5 --offset 0")
    shown = wt(f"locales get {key}")
    wt(f"locales delete {key} --yes")

    assert "language_code" in refused
    assert "no other locales" in kept
    assert made == changed == shown
    assert listed["count"] == 2
    assert commands("locales") == wt.ran


def test_what_its_owner_may_not_do_is_forbidden(wt):
    wt.environment["WAGTAIL_CLI_TOKEN"] = make.token(make.user("e@clinic.example"))

    for words in ("sites list", "locales list", "snippets list articles.Topic"):
        assert "Forbidden" in wt(words, exit_code=FORBIDDEN)

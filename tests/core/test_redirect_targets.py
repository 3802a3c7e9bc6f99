import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect

from tests import make
from tests.reading import html

pytestmark = pytest.mark.django_db

IMPORT = "/admin/redirects/import/"


@pytest.fixture
def admin(client):
    make.index()
    client.force_login(make.superuser())
    return client


def imported(admin, *rows):
    sheet = "\n".join(["from,to", *(f"{old},{to}" for old, to in rows)])
    return imported_file(admin, "old.csv", sheet.encode())


def imported_file(admin, name, content):
    file = SimpleUploadedFile(name, content)
    asked = html(admin.post(IMPORT, {"import_file": file}))
    hidden = asked.select("input[type=hidden][name][value]")
    sent = {each["name"]: each["value"] for each in hidden}
    sent |= {"from_index": "0", "to_index": "1", "permanent": "on"}
    return admin.post(f"{IMPORT}process/", sent, follow=True)


def test_a_list_of_old_and_new_paths_can_be_imported(admin):
    imported(
        admin, ("/old.html", "/articles/"), ("/away.php", "https://other.example/")
    )

    assert admin.get("/old.html")["Location"] == "/articles/"
    assert admin.get("/away.php")["Location"] == "https://other.example/"


def test_a_path_as_a_target_is_taken_by_the_command_and_the_form(admin, tmp_path):
    sheet = tmp_path / "old.csv"
    sheet.write_text("from,to\n/one.html,/articles/\n")
    target = {"old_path": "/two.html", "redirect_link": " /articles/?a=1#b "}

    call_command("import_redirects", src=str(sheet), stdout=io.StringIO())
    admin.post("/admin/redirects/add/", {**target, "is_permanent": "on"})

    assert admin.get("/one.html")["Location"] == "/articles/"
    assert admin.get("/two.html")["Location"] == "/articles/?a=1#b"


@pytest.mark.parametrize(
    "target",
    [
        "//other.example/",
        "/\\other.example/",
        "/a b/",
        "/a\\b",
        "articles",
        "javascript:alert(1)",
        f"/{'a' * 300}/",
    ],
)
def test_what_is_no_address_is_refused_with_what_would_be(admin, target):
    answer = imported(admin, ("/old.html", target))

    assert not Redirect.objects.exists()
    said = "at most 255" if len(target) > 255 else "or a path of this site like"
    assert said in answer.content.decode()


def test_a_full_address_without_its_scheme_is_completed(admin):
    imported(admin, ("/old.html", "www.other.example/x"))

    assert Redirect.objects.get().redirect_link == "https://www.other.example/x"


def test_the_form_is_not_kept_by_the_browser_for_a_path(admin):
    drawn = admin.get("/admin/redirects/add/").content.decode()

    assert 'type="url"' not in drawn
    assert "or a path of this site like" in drawn


def workbook(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


LISTS = {
    "blank lines": ("old.csv", b"from,to\n\n/old.html,/articles/\n \n,\n\n"),
    "semicolons, as Excel writes them in Europe": (
        "old.csv",
        b"from;to\n/old.html;/articles/\n",
    ),
    "tabs": ("old.csv", b"from\tto\n/old.html\t/articles/\n"),
    "tabs in a file for tabs": ("old.tsv", b"from\tto\n/old.html\t/articles/\n"),
    "byte order mark": ("old.csv", "\ufefffrom,to\n/old.html,/articles/".encode()),
    "Windows-1252": (
        "old.csv",
        "f\u00fcr,to\n/old.html,/articles/\n".encode("cp1252"),
    ),
    "UTF-16, as Excel writes Unicode text": (
        "old.csv",
        "from\tto\n/old.html\t/articles/\n".encode("utf-16"),
    ),
    "empty rows of a workbook": (
        "old.xlsx",
        workbook(["from", "to"], [None, None], ["/old.html", "/articles/"], [None]),
    ),
}


def test_lists_are_read_as_spreadsheets_write_them(admin):
    for kind, (name, content) in LISTS.items():
        Redirect.objects.all().delete()
        imported_file(admin, name, content)

        assert [each.link for each in Redirect.objects.all()] == ["/articles/"], kind


@pytest.mark.parametrize(
    "rows", [b"/old.html\n", b"/old.html,\n", b'"/old.html,/articles/\n']
)
def test_a_row_without_a_target_is_refused_and_named(admin, rows):
    answer = imported_file(admin, "old.csv", b"from,to\n/one.html,/articles/\n" + rows)

    assert [each.old_path for each in Redirect.objects.all()] == ["/one.html"]
    assert "/old.html" in answer.content.decode()
    assert "Choose a page or enter an address" in answer.content.decode()


def test_a_list_with_blank_lines_is_imported_by_the_command(tmp_path):
    sheet = tmp_path / "old.csv"
    sheet.write_text("from;to\n\n/one.html;/articles/\n/two.html\n")

    call_command("import_redirects", src=str(sheet), stdout=io.StringIO())

    assert [each.old_path for each in Redirect.objects.all()] == ["/one.html"]


def test_a_redirect_without_a_target_is_refused_by_the_form(admin):
    answer = admin.post("/admin/redirects/add/", {"old_path": "/old.html"})

    assert not Redirect.objects.exists()
    assert "Choose a page or enter an address" in answer.content.decode()


LOOPS = {
    "itself": [("/one", "/one/")],
    "itself, with a query": [("/one", "/one?a=1")],
    "itself, in capitals": [("/one", "/One")],
    "itself, in full": [("/one", "http://localhost/one/")],
    "two": [("/one", "/two"), ("/two", "/one")],
    "two, the first with a query": [("/one?a=1", "/two"), ("/two", "/one?a=1")],
    "two, in capitals": [("/ONE", "/Two"), ("/two", "/one")],
    "three": [("/one", "/two"), ("/two", "/three"), ("/three", "/one")],
}


@pytest.mark.parametrize("pairs", LOOPS.values(), ids=LOOPS.keys())
def test_a_loop_of_redirects_is_refused_in_words_by_the_form_and_imports(admin, pairs):
    for old, to in pairs:
        sent = {"old_path": old, "redirect_link": to}
        answer = admin.post("/admin/redirects/add/", sent)
    assert "This leads back to where it begins" in answer.content.decode()
    assert Redirect.objects.count() == len(pairs) - 1

    Redirect.objects.all().delete()
    answer = imported(admin, *pairs)

    assert "This leads back to where it begins" in answer.content.decode()
    assert Redirect.objects.count() == len(pairs) - 1


def test_a_change_that_closes_a_loop_is_refused_by_the_api(client):
    token = make.token()
    Redirect.add_redirect("/one", "/two")
    last = Redirect.add_redirect("/two", "/articles/")

    answer = client.put(
        f"/api/v3/redirects/{last.pk}/",
        {"old_path": "/two", "redirect_link": "/one"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 422
    assert "This leads back to where it begins" in answer.content.decode()
    last.refresh_from_db()
    assert last.link == "/articles/"


@pytest.mark.parametrize(
    "pairs",
    [
        [("/one", "/two"), ("/two", "/three")],
        [("/one", "/two"), ("/three", "/two")],
        [("/one", "https://other.example/one")],
        [("/one?a=1", "/one")],
        # The redirect of the path with its query precedes that of the path alone.
        [("/two?a=1", "/three"), ("/two", "/one?b=1"), ("/one", "/two?a=1")],
    ],
)
def test_redirects_that_end_somewhere_are_taken(admin, pairs):
    for old, to in pairs:
        admin.post("/admin/redirects/add/", {"old_path": old, "redirect_link": to})

    assert ("/" + pairs[-1][0].lstrip("/")) in {
        each.old_path for each in Redirect.objects.all()
    }


def test_a_redirect_may_be_saved_again(admin):
    one = Redirect.add_redirect("/one", "/articles/")

    admin.post(
        f"/admin/redirects/{one.pk}/", {"old_path": "/one", "redirect_link": "/two"}
    )

    one.refresh_from_db()
    assert one.link == "/two"


def test_a_redirect_may_be_turned_round(admin):
    one = Redirect.add_redirect("/one", "/two")

    admin.post(
        f"/admin/redirects/{one.pk}/", {"old_path": "/two", "redirect_link": "/one"}
    )

    one.refresh_from_db()
    assert (one.old_path, one.link) == ("/two", "/one")


def test_a_redirect_to_a_page_needs_no_address(admin):
    article = make.article(slug="walking")

    admin.post(
        "/admin/redirects/add/", {"old_path": "/one", "redirect_page": article.pk}
    )

    assert admin.get("/one")["Location"] == "/articles/walking/"


def test_a_redirect_may_lead_to_a_loop_that_is_stored_already(admin):
    Redirect.add_redirect("/two", "/three")
    Redirect.add_redirect("/three", "/two")

    admin.post("/admin/redirects/add/", {"old_path": "/one", "redirect_link": "/two"})

    assert Redirect.objects.filter(old_path="/one").exists()


def test_a_loop_is_sought_by_the_redirects_that_readers_get(admin):
    site = make.site()
    Redirect.add_redirect("/two", "/one")
    Redirect.objects.create(old_path="/two", site=site, redirect_link="/three")
    sent = {"old_path": "/one", "redirect_link": "/two"}

    admin.post("/admin/redirects/add/", {**sent, "site": site.pk})

    assert Redirect.objects.filter(old_path="/one", site=site).exists()

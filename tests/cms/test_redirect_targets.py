import io

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
    file = SimpleUploadedFile("old.csv", sheet.encode(), "text/csv")
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

import pytest
from django.urls import reverse
from wagtail.models import Collection, Site

from core.images.sizes import WIDTHS
from core.models import SiteFiles
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

OTHER = "other.example"


@pytest.fixture
def other():
    """A second site, with a collection of its own that holds one within it."""
    make.home()
    page = make.standard_page(title="Other", slug="other")
    site = Site.objects.create(hostname=OTHER, root_page=page)
    own = collection("Other clinic")
    SiteFiles.objects.create(site=site, collection=own)
    return site


def collection(name, parent=None):
    return (parent or Collection.get_first_root_node()).add_child(name=name)


def within(site):
    return SiteFiles.objects.get(site=site).collection


def titles(client, path, **parameters):
    return {each["title"] for each in client.get(path, parameters).json()["items"]}


@pytest.mark.parametrize("path", ["/api/v2/images/", "/api/v3/images/"])
def test_each_site_lists_its_own_images(client, other, path):
    own = within(other)
    make.image("Theirs", collection=own)
    make.image("Deeper", collection=collection("Faces", own))
    make.image("Ours")

    assert titles(client, path) == {"Ours"}
    assert titles(client, path, site=OTHER) == {"Theirs", "Deeper"}
    assert client.get(path, {"site": "none.example"}).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/api/v2/documents/", "/api/v3/documents/"])
def test_each_site_lists_its_own_documents(client, other, path):
    theirs = make.document("Theirs")
    type(theirs).objects.update(collection=within(other))
    make.document("Ours")

    assert titles(client, path) == {"Ours"}
    assert titles(client, path, site=OTHER) == {"Theirs"}


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize("kind", ["images", "documents"])
def test_one_file_is_found_on_its_site_by_the_url_of_its_list(client, other, api, kind):
    file = make.image("Theirs") if kind == "images" else make.document("Theirs")
    type(file).objects.update(collection=within(other))
    url = f"/api/{api}/{kind}/"

    [listed] = client.get(url, {"site": OTHER}).json()["items"]

    assert client.get(f"{url}{file.pk}/").status_code == 404
    assert client.get(listed["meta"]["detail_url"]).json()["title"] == "Theirs"


def test_a_size_of_an_image_is_made_for_its_own_site_alone(client, other):
    image = make.image(collection=within(other))
    width = WIDTHS[0]
    url = reverse("wagtailapi_v3:image_rendition", args=[image.pk])

    assert client.get(url, {"width": width}).status_code == 404
    assert client.get(url, {"width": width, "site": OTHER}).status_code == 302


def test_the_template_of_the_sizes_has_the_site_that_was_asked_for(client, other):
    image = make.image(collection=within(other))
    answer = client.get(f"/api/v3/images/{image.pk}/", {"site": OTHER}).json()
    size = {"width": WIDTHS[0], "ratio": "1:1", "format": "webp"}

    url = answer["sizes"]["url_template"].format(**size)

    assert client.get(url).status_code == 302


def test_without_a_collection_sites_share_all_files(client, other):
    SiteFiles.objects.all().delete()
    make.image("Everybody's")

    for parameters in ({}, {"site": OTHER}):
        assert titles(client, "/api/v3/images/", **parameters) == {"Everybody's"}


def test_a_token_lists_the_files_of_all_sites_unless_it_asks_for_one(client, other):
    make.image("Theirs", collection=within(other))
    make.image("Ours")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token()}"

    assert titles(client, "/api/v3/images/") == {"Theirs", "Ours"}
    assert titles(client, "/api/v3/images/", site=OTHER) == {"Theirs"}


def test_a_change_of_the_collection_changes_the_lists(client, other):
    make.image("Theirs", collection=within(other))
    assert titles(client, "/api/v3/images/") == set()

    with feed.noting() as noted:
        SiteFiles.objects.update(collection=None)

    assert "site-files" in noted.tags
    assert titles(client, "/api/v3/images/") == {"Theirs"}


def test_two_sites_have_no_files_in_common(client, other):
    admin = make.superuser()
    client.force_login(admin)
    here = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["core", "sitefiles", here.pk])
    inner = collection("Faces", within(other))

    for taken in (within(other), inner, Collection.get_first_root_node()):
        refused = client.post(address, {"collection": taken.pk})
        assert "has this collection, or one within it or around it" in refused.text

    own = collection("Our own")
    client.post(address, {"collection": own.pk})
    assert SiteFiles.objects.get(site=here).collection == own

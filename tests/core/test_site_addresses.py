"""Addresses of pages on a front end, and the way back to paths of the site."""

import pytest

from core.site_addresses import SiteAddresses

OWN, WEBSITE = "https://gait.example", "https://www.clinic.example"


def at(pattern):
    return SiteAddresses(OWN, WEBSITE, pattern)


@pytest.mark.parametrize(
    ("pattern", "path", "url"),
    [
        ("/{path}/", "/", "/"),
        ("/{path}/", "/articles/walking/", "/articles/walking/"),
        ("/{path}", "/", "/"),
        ("/{path}", "/articles/walking/", "/articles/walking"),
        ("/magazine/{path}/", "/", "/magazine/"),
        ("/magazine/{path}/", "/articles/", "/magazine/articles/"),
        ("/magazine/{path}", "/", "/magazine"),
        ("/magazine/{path}", "/articles/?page=2#top", "/magazine/articles?page=2#top"),
        ("/{path}", "/articles/#a/b", "/articles#a/b"),
    ],
)
def test_a_page_has_its_address_on_the_front_end_and_back(pattern, path, url):
    assert at(pattern).url(path) == WEBSITE + url
    assert at(pattern).path(WEBSITE + url) == path


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/a.jpg",
        "/documents/3/walk.pdf",
        "/api/v3/articles/",
        "/admin/",
        "/articles.atom",
        "/topics/back-pain.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/form-token/?for=reply",
    ],
)
def test_files_and_apis_stay_where_they_are(path):
    assert at("/magazine/{path}/").absolute(path) == OWN + path


def test_a_page_whose_name_begins_like_a_folder_of_files_is_a_page():
    assert at("/{path}").absolute("/media-literacy/") == f"{WEBSITE}/media-literacy"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.clinic.example.evil.example/articles/",
        "https://www.clinic.examples/",
        "https://other.example/articles/",
        "mailto:a@clinic.example",
        "#part",
    ],
)
def test_addresses_of_others_are_no_paths(url):
    assert at("/{path}/").path(url) == url
    assert SiteAddresses(OWN).path(url) == url


def test_gaits_own_addresses_are_paths_too():
    assert at("/{path}").path(f"{OWN}/articles/") == "/articles/"
    assert SiteAddresses(OWN).path(f"{OWN}/articles/") == "/articles/"


def test_a_site_at_the_address_of_its_front_end_has_none():
    addresses = SiteAddresses(WEBSITE, WEBSITE)

    assert not addresses.are_pages_left
    assert addresses.url("/articles/") == f"{WEBSITE}/articles/"


@pytest.mark.parametrize(
    ("own_pages", "are_left"), [("redirect", True), ("off", True), ("noindex", False)]
)
def test_own_pages_are_left_unless_they_stay(own_pages, are_left):
    addresses = SiteAddresses(OWN, WEBSITE, own_pages=own_pages)

    assert addresses.is_elsewhere
    assert addresses.are_pages_left is are_left

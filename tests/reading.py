"""What a visitor or a machine reads in an answer."""

import json

from bs4 import BeautifulSoup


def html(response):
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def words(response):
    """The text of the answer's main part, with single spaces."""
    return " ".join(html(response).main.get_text(" ").split())


def headings(response):
    return [
        each.get_text(" ", strip=True) for each in html(response).main.find_all("h2")
    ]


def messages(response):
    """The admin's messages at the top of the screen, as HTML."""
    said = html(response).select(".messages > ul > li")
    return " ".join(each.decode_contents() for each in said)


def cards(response):
    """The titles of the articles that the answer shows as cards."""
    found = html(response).select(".card h3 a")
    return [each.get_text(strip=True) for each in found]


def json_ld(response):
    """The nodes of the page's linked data, by type; the first type where it has more."""
    scripts = html(response).find_all("script", type="application/ld+json")
    assert len(scripts) == 1
    document = json.loads(scripts[0].string)
    assert document["@context"] == "https://schema.org"
    nodes = {}
    for node in document["@graph"]:
        kinds = node["@type"]
        nodes[kinds if isinstance(kinds, str) else kinds[0]] = node
    return nodes


def meta(response, name):
    """The content of the ``meta`` element with this name or property."""
    soup = html(response)
    found = soup.find("meta", attrs={"name": name}) or soup.find("meta", property=name)
    return found and found["content"]


def canonical(response):
    return html(response).find("link", rel="canonical")["href"]


def without_ids(items):
    """API items without the ids that blocks are given when they are made."""
    return [
        {key: value for key, value in item.items() if key != "id"} for item in items
    ]

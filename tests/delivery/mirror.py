"""A client that keeps a copy of what API v3 serves, by ``changes/`` alone."""

PAGES = "/api/v3/pages/?limit=20&offset={}"
CHANGES = "/api/v3/changes/"
OTHERS = ["/api/v3/site/", "/api/v3/articles/?facets=true", "/api/v3/redirects/"]


class Mirror:
    """Answers by their addresses. ``client``: any with Django's ``get``."""

    def __init__(self, client):
        self.client = client
        self.begun = 0
        self.begin()

    def begin(self):
        """Copies everything; the token comes first, so that nothing is missed."""
        self.begun += 1
        self.token = self.client.get(CHANGES).json()["next"]
        self.answers, self.tags = {}, {}
        for address in OTHERS:
            self.fetch(address)
        start, total = 0, 1
        while start < total:
            listed = self.client.get(PAGES.format(start)).json()
            for item in listed["items"]:
                self.fetch(page(item["id"]))
            start, total = start + 20, listed["count"]

    def fetch(self, address):
        """Copies the answer at an address; forgets it, if there is none any more."""
        answer = self.client.get(address)
        if answer.status_code == 200:
            self.answers[address] = answer.json()
            self.tags[address] = set(answer.headers["Cache-Tag"].split(","))
        else:
            assert answer.status_code in (404, 410), (address, answer.content)
            self.answers.pop(address, None)
            self.tags.pop(address, None)

    def follow(self):
        """Applies all changes up to now; gives the number of fetched answers."""
        items, has_more = [], True
        while has_more:
            answer = self.client.get(CHANGES, {"since": self.token})
            if answer.status_code == 410:
                return self.begin()
            found = answer.json()
            items += found["items"]
            self.token, has_more = found["next"], found["has_more"]
        touched = {tag for item in items for tag in item["tags"]}
        wanted = {each for each, tags in self.tags.items() if tags & touched}
        wanted |= {page(item["id"]) for item in items if item["kind"] == "page"}
        for address in wanted:
            self.fetch(address)
        return len(wanted)


def page(key):
    return f"/api/v3/pages/{key}/"

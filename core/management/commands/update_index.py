from typing import Any

from modelsearch.management.commands import rebuild_modelsearch_index

from core.site_search import documents


class Command(rebuild_modelsearch_index.Command):
    help = "Rebuild Wagtail's search index and that of the site search."

    def handle(self, **options: Any) -> None:
        super().handle(**options)
        if not options.get("schema_only"):
            documents.rebuild()
            self.write("The index of the site search is rebuilt.")

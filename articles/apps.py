from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        # Models can be imported only now; importing the first ones registers them.
        from articles import (  # noqa: F401
            oembed,
            page_context,
            page_data,
            page_markdown,
            search_documents,
            structured_data,
            tracked_tables,
        )
        from articles.models.reviewed import has_signed
        from clinic import signatories

        signatories.register(has_signed)

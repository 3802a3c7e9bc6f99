from typing import Any

from wagtail.blocks import PageChooserBlock


class FeaturedArticleBlock(PageChooserBlock):
    class Meta:
        description = "An article that stands first on the front page, as a card."
        preview_template = "home/blocks/article_preview.html"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Keeps this class out of migrations, as Wagtail does for struct blocks."""
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs

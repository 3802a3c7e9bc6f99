from wagtail.blocks import CharBlock, IntegerBlock, URLBlock

from core.content_blocks import ContentBlock, Editable


class ReferenceData(Editable):
    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None


class ReferenceBlock(ContentBlock):
    title = CharBlock(
        max_length=300,
        help_text="As the source has it, for example “Exercise for low back pain”.",
    )
    publisher = CharBlock(
        max_length=200,
        required=False,
        help_text="A journal, society or authority, for example “The Lancet”.",
    )
    year = IntegerBlock(
        required=False, min_value=1800, help_text="When it came out, for example 2024."
    )
    url = URLBlock(
        required=False,
        label="Address",
        help_text="Where readers find it, for example https://doi.org/…",
    )

    class Meta:
        icon = "doc-full"
        label = "Reference"
        label_format = "{title}"
        template = "articles/blocks/reference.html"
        preview_template = "articles/blocks/reference_preview.html"
        shape = ReferenceData
        description = "A source of the article, in the list at its end."
        preview_value = {
            "title": "Exercise for low back pain",
            "publisher": "Journal of Back Care",
            "year": 2024,
            "url": "https://www.example.org/",
        }

"""An article in schema.org's words: the same facts that its page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.rich_text import get_text_for_indexing

from cms.seo import Node, image, node
from contact.structured_data import person_node

if TYPE_CHECKING:
    # The models import this module.
    from wagtail.blocks import StreamValue, StructValue

    from articles.models import ArticlePage, Topic
    from cms.loading import Parts


def article_nodes(article: ArticlePage) -> list[Node]:
    parts = article.parts
    url = parts.address(article)
    page = node(
        ["MedicalWebPage", "Article"],
        url,
        url=url,
        mainEntityOfPage=url,
        headline=article.title,
        name=article.title,
        description=article.search_description or article.lead,
        image=image(article.sharing_picture),
        datePublished=article.first_published_at,
        dateModified=article.last_published_at,
        lastReviewed=article.last_reviewed,
        reviewedBy=person_node(article.reviewer, parts),
        author=person_node(article.author, parts),
        about=[topic_node(topic, parts) for topic in parts.topics],
        citation=[reference_node(block.value) for block in article.references],
        audience=node("MedicalAudience", audienceType="Patient"),
        timeRequired=f"PT{article.reading_time_minutes}M",
        wordCount=article.word_count,
    )
    return [page, *question_nodes(article.sections, url)]


def topic_node(topic: Topic, parts: Parts) -> Node:
    return node(
        "MedicalCondition" if topic.is_condition else "Thing",
        name=topic.name,
        url=f"{parts.origin}{topic.get_absolute_url()}",
    )


def reference_node(reference: StructValue) -> Node:
    publisher, year = reference.get("publisher"), reference.get("year")
    return node(
        "CreativeWork",
        name=reference.get("title"),
        publisher=node("Organization", name=publisher) if publisher else None,
        datePublished=str(year) if year else None,
        url=reference.get("url"),
    )


def question_nodes(sections: StreamValue, url: str | None) -> list[Node]:
    """The page's questions with their answers; nothing where it asks none."""
    questions = [
        node(
            "Question",
            name=item.get("question"),
            acceptedAnswer=node(
                "Answer", text=get_text_for_indexing(item["answer"].source)
            ),
        )
        for block in sections
        if block.block_type == "questions"
        for item in block.value.get("items") or []
        if item.get("question") and item.get("answer")
    ]
    if not questions:
        return []
    return [node("FAQPage", f"{url}#questions", url=url, mainEntity=questions)]

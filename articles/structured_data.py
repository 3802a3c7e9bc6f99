"""Structured data (schema.org) of an article, with the facts its page shows."""

from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing

from articles.blocks import QuestionsBlock, QuestionsData, ReferenceData
from articles.models import ArticlePage, Topic
from articles.page_data import ArticleData
from clinic.structured_data import person_id, person_node
from comments.threads import Thread
from core.content_blocks import data_of, stream_list_data
from core.page_data import PageData
from core.seo import Fact, Node, Seo, image_node, page_nodes, schema_node

# The first replies suffice for search engines, and keep the page small.
MAX_REPLIES = 10


@page_nodes.register
def article_nodes(article: ArticlePage) -> list[Node]:
    data = ArticleData.of(article)
    url = data.canonical_address
    page = schema_node(
        ["MedicalWebPage", "Article"],
        url,
        url=url,
        mainEntityOfPage=url,
        headline=article.title,
        name=article.title,
        description=article.search_description or article.lead,
        image=image_node(article.sharing_picture),
        datePublished=article.first_published_at,
        dateModified=article.updated_at,
        lastReviewed=article.last_reviewed if article.is_signed else None,
        reviewedBy=(
            person_node(article.reviewer, data)
            if article.reviewer and article.is_signed
            else None
        ),
        author=person_node(article.author, data) if article.author else None,
        about=[topic_node(topic, data) for topic in data.topics],
        citation=[
            reference_node(each) for each in stream_list_data(article.references, data)
        ],
        audience=schema_node("MedicalAudience", audienceType="Patient"),
        timeRequired=f"PT{article.reading_time_minutes}M",
        wordCount=article.word_count,
        commentCount=data.reply_count,
    )
    return [page, *question_nodes(article.sections, data)]


def with_replies(seo: Seo, threads: list[Thread], data: PageData) -> Seo:
    """The SEO data with the first replies of the page added to its JSON-LD."""
    [graph] = seo["json_ld"]
    article, *others = graph["@graph"]
    url = article.get("url")
    shown: list[Fact] = [reply_node(each, url, data) for each in threads[:MAX_REPLIES]]
    if not shown:
        return seo
    article = {**article, "comment": shown}
    return {**seo, "json_ld": [{**graph, "@graph": [article, *others]}]}


def reply_node(thread: Thread, url: Fact | list[Fact], data: PageData) -> Node:
    comment = thread.comment
    return schema_node(
        "Comment",
        f"{url}#reply-{comment.pk}",
        author=schema_node(
            "Person",
            person_id(comment.person, data) if comment.person else None,
            name=comment.person.name if comment.person else comment.writer,
        ),
        dateCreated=comment.created_at,
        text=comment.text,
        comment=[
            reply_node(Thread(answer, []), url, data) for answer in thread.replies
        ],
    )


def topic_node(topic: Topic, data: PageData) -> Node:
    return schema_node(
        "MedicalCondition" if topic.is_condition else "Thing",
        name=topic.name,
        url=data.url_at(topic.get_absolute_url()),
    )


def reference_node(reference: ReferenceData) -> Node:
    publisher, year = reference["publisher"], reference["year"]
    return schema_node(
        "CreativeWork",
        name=reference["title"],
        publisher=schema_node("Organization", name=publisher) if publisher else None,
        datePublished=str(year) if year is not None else None,
        url=reference["url"],
    )


def question_nodes(sections: StreamValue, data: PageData) -> list[Node]:
    """FAQPage node with the page's questions; an empty list if it has none."""
    lists: list[QuestionsData] = data_of(QuestionsBlock, sections, data)
    questions = [
        schema_node(
            "Question",
            name=each["question"],
            acceptedAnswer=schema_node(
                "Answer", text=get_text_for_indexing(each["answer"])
            ),
        )
        for shown in lists
        for each in shown["items"]
        if each["question"] and each["answer"]
    ]
    if not questions:
        return []
    url = data.canonical_address
    return [schema_node("FAQPage", f"{url}#questions", url=url, mainEntity=questions)]

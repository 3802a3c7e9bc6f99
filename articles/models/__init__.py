from articles.models.article import ArticlePage
from articles.models.former_slugs import FormerPersonSlug, FormerTopicSlug, at_slug
from articles.models.index import ArticleIndexPage
from articles.models.tasks import ClinicalReviewTask
from articles.models.topics import Topic

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "ClinicalReviewTask",
    "FormerPersonSlug",
    "FormerTopicSlug",
    "Topic",
    "at_slug",
]

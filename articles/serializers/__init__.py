from articles.serializers.article import (
    BenefitsField,
    CallToActionField,
    ReadabilityField,
    ReadingTimeField,
    ReferencesField,
    ReviewField,
    SafetyField,
)
from articles.serializers.cards import (
    CardData,
    RelatedArticlesField,
    TopicData,
    TopicsField,
    card,
    topic,
)
from articles.serializers.sections import SectionsField

__all__ = [
    "BenefitsField",
    "CallToActionField",
    "CardData",
    "ReadabilityField",
    "ReadingTimeField",
    "ReferencesField",
    "RelatedArticlesField",
    "ReviewField",
    "SafetyField",
    "SectionsField",
    "TopicData",
    "TopicsField",
    "card",
    "topic",
]

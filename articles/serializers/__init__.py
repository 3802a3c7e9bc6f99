from articles.serializers.article import (
    BenefitsField,
    CallToActionField,
    ReadabilityField,
    ReadingTimeField,
    ReferencesField,
    ReviewField,
    SafetyField,
    SectionsField,
)
from articles.serializers.cards import (
    CardData,
    RelatedArticlesField,
    TopicData,
    TopicsField,
    card,
    topic,
)

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

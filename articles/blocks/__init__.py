"""Blocks of an article; each block has the name of its template."""

from articles.blocks.benefits import BenefitsBlock, BenefitsData
from articles.blocks.call_to_action import CallToActionBlock, CallToActionData
from articles.blocks.references import ReferenceBlock, ReferenceData
from articles.blocks.safety import SafetyBlock, SafetyData
from articles.blocks.sections import (
    QuestionsBlock,
    QuestionsData,
    SectionData,
    SectionsBlock,
)
from articles.blocks.video import VideoBlock

__all__ = [
    "BenefitsBlock",
    "BenefitsData",
    "CallToActionBlock",
    "CallToActionData",
    "QuestionsBlock",
    "QuestionsData",
    "ReferenceBlock",
    "ReferenceData",
    "SafetyBlock",
    "SafetyData",
    "SectionData",
    "SectionsBlock",
    "VideoBlock",
]

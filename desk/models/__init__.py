"""What customers said, and what they were told."""

from desk.models.complaints import Complaint
from desk.models.knowledge import Article, ArticleUse, ArticleVerdict, ArticleVersion
from desk.models.scores import SatisfactionScore
from desk.models.voice import Matter, Voice

__all__ = [
    "Article",
    "ArticleUse",
    "ArticleVerdict",
    "ArticleVersion",
    "Complaint",
    "Matter",
    "SatisfactionScore",
    "Voice",
]

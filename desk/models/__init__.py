"""What customers said, and what they were told."""

from desk.models.complaint_events import ComplaintEvent
from desk.models.complaint_policy import ComplaintPolicy, ComplaintPolicyEvent
from desk.models.complaints import Complaint
from desk.models.contact_policy import ContactPolicy, ContactPolicyEvent
from desk.models.follow_ups import FollowUp
from desk.models.interactions import Interaction
from desk.models.invitations import Answer, Invitation, NoSurveys, PublicHit, Response
from desk.models.knowledge import Article, ArticleUse, ArticleVerdict, ArticleVersion
from desk.models.progress import ProgressLink
from desk.models.promises import Promise, PromiseEvent
from desk.models.scores import SatisfactionScore
from desk.models.surveys import Question, Survey, SurveyCode, SurveyPolicy, SurveyVersion
from desk.models.voice import Matter, Voice

__all__ = [
    "Answer",
    "Article",
    "ArticleUse",
    "ArticleVerdict",
    "ArticleVersion",
    "Complaint",
    "ComplaintEvent",
    "ComplaintPolicy",
    "ComplaintPolicyEvent",
    "ContactPolicy",
    "ContactPolicyEvent",
    "FollowUp",
    "Interaction",
    "Invitation",
    "Matter",
    "NoSurveys",
    "ProgressLink",
    "Promise",
    "PromiseEvent",
    "PublicHit",
    "Question",
    "Response",
    "SatisfactionScore",
    "Survey",
    "SurveyCode",
    "SurveyPolicy",
    "SurveyVersion",
    "Voice",
]

"""What customers said, and what they were told."""

from desk.models.compensation import Compensation
from desk.models.complaint_events import ComplaintEvent
from desk.models.complaint_policy import ComplaintPolicy, ComplaintPolicyEvent
from desk.models.complaints import Complaint
from desk.models.contact_policy import ContactPolicy, ContactPolicyEvent
from desk.models.defects import Affected, Defect, DefectLook
from desk.models.doubts import Doubt, DoubtedRating, DoubtEvent
from desk.models.follow_ups import FollowUp
from desk.models.inspections import (
    Checklist,
    ChecklistItem,
    ChecklistVersion,
    InspectedItem,
    Inspection,
)
from desk.models.interactions import Interaction
from desk.models.invitations import Answer, Invitation, NoSurveys, PublicHit, Response
from desk.models.knowledge import Article, ArticleUse, ArticleVerdict, ArticleVersion
from desk.models.progress import ProgressLink
from desk.models.promises import Promise, PromiseEvent
from desk.models.quality_index import (
    QualityFigure,
    QualityPolicy,
    QualityPolicyEvent,
    QualityRevision,
    QualityRun,
)
from desk.models.ratings import WorkOrderRating
from desk.models.rectifications import Rectification, RectificationEvent
from desk.models.routing import Given, RoutingPolicy, RoutingPolicyEvent, Seat, Skill, Specialist
from desk.models.scores import Recommendation, SatisfactionScore
from desk.models.surveys import (
    Question,
    Survey,
    SurveyCode,
    SurveyPolicy,
    SurveyPolicyEvent,
    SurveyVersion,
)
from desk.models.truth_policy import TruthPolicy, TruthPolicyEvent
from desk.models.verifications import VerificationCall
from desk.models.voice import Matter, Voice

__all__ = [
    "Affected",
    "Answer",
    "Article",
    "ArticleUse",
    "ArticleVerdict",
    "ArticleVersion",
    "Checklist",
    "ChecklistItem",
    "ChecklistVersion",
    "Compensation",
    "Complaint",
    "ComplaintEvent",
    "ComplaintPolicy",
    "ComplaintPolicyEvent",
    "ContactPolicy",
    "ContactPolicyEvent",
    "Defect",
    "DefectLook",
    "Doubt",
    "DoubtEvent",
    "DoubtedRating",
    "FollowUp",
    "Given",
    "InspectedItem",
    "Inspection",
    "Interaction",
    "Invitation",
    "Matter",
    "NoSurveys",
    "ProgressLink",
    "Promise",
    "PromiseEvent",
    "PublicHit",
    "QualityFigure",
    "QualityPolicy",
    "QualityPolicyEvent",
    "QualityRevision",
    "QualityRun",
    "Question",
    "Recommendation",
    "Rectification",
    "RectificationEvent",
    "Response",
    "RoutingPolicy",
    "RoutingPolicyEvent",
    "SatisfactionScore",
    "Seat",
    "Skill",
    "Specialist",
    "Survey",
    "SurveyCode",
    "SurveyPolicy",
    "SurveyPolicyEvent",
    "SurveyVersion",
    "TruthPolicy",
    "TruthPolicyEvent",
    "VerificationCall",
    "Voice",
    "WorkOrderRating",
]

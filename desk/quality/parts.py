"""How ratings, inspections and rectifications join a customer's timeline."""

from django.utils.translation import gettext_lazy

from customers.timeline import Part
from desk.models import Inspection, QualityFigure, Rectification, WorkOrderRating

PARTS = (
    Part("rating", gettext_lazy("Ratings"), (WorkOrderRating,)),
    Part("inspection", gettext_lazy("Inspections"), (Inspection,)),
    Part("rectification", gettext_lazy("Rectifications"), (Rectification,)),
    Part("quality", gettext_lazy("Service quality"), (QualityFigure,), computed=(QualityFigure,)),
)

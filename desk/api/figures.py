"""What the work of the desk comes to, over HTTP: the figures of its pages, for the same people."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.lists import filters_of, today_of, understood
from desk.complaints import reasons
from desk.contacts import resolution
from desk.knowledge import gaps
from desk.promises import rates
from desk.quality.ratings import reads as ratings
from desk.voice import counting
from staff.api import asker

FIRST_CONTACT: dict[str, Callable[..., list[resolution.Figure]]] = {
    "agent": resolution.by_agent,
    "team": resolution.by_team,
    "branch": resolution.by_branch,
    "month": resolution.by_month,
}
KEPT: dict[str, Callable[..., list[rates.Rate]]] = {"person": rates.by_person, "team": rates.by_team}


class FirstContactSerializer(serializers.Serializer[Any]):
    """resolved: measured by what came after; ticked: by agents. low, high: of its share, the 95 % interval.

    All of these are null below 30 cases of one person; of several together they are told from the first one.
    """

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    cases = serializers.IntegerField()
    resolved = serializers.IntegerField(allow_null=True)
    ticked = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    ticked_share = serializers.FloatField(allow_null=True)


class KeptRateSerializer(serializers.Serializer[Any]):
    """share: kept in time, of all settled, with the limits of its 95 % interval.

    All but settled are null below 30 of one person; of several together they are told from the first one.
    """

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    settled = serializers.IntegerField()
    kept = serializers.IntegerField(allow_null=True)
    late = serializers.IntegerField(allow_null=True)
    broken = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class CauseGapSerializer(serializers.Serializer[Any]):
    """answered: complaints for which an article was used; articles: of this cause."""

    cause = serializers.CharField()
    complaints = serializers.IntegerField()
    answered = serializers.IntegerField()
    articles = serializers.IntegerField()


class WordGapSerializer(serializers.Serializer[Any]):
    word = serializers.CharField()
    complaints = serializers.IntegerField()


class GapsSerializer(serializers.Serializer[Any]):
    """Of the last `days` days."""

    days = serializers.IntegerField()
    causes = CauseGapSerializer(many=True)
    words = WordGapSerializer(many=True)


class VoiceCountSerializer(serializers.Serializer[Any]):
    """now, before: voices of the last 90 days and of those before; months: of twelve, the oldest first."""

    product = serializers.CharField()
    category = serializers.CharField()
    now = serializers.IntegerField()
    before = serializers.IntegerField()
    open = serializers.IntegerField()
    months = serializers.ListField(child=serializers.IntegerField())


class RatingMeanSerializer(serializers.Serializer[Any]):
    """1 to 5, with the limits of its 95 % interval."""

    n = serializers.IntegerField()
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class TechnicianRatingSerializer(serializers.Serializer[Any]):
    """minutes: mean lateness, where it was written down; words: ratings with some."""

    id = serializers.IntegerField(source="technician.pk")
    name = serializers.CharField(source="technician.name")
    rating = RatingMeanSerializer()
    timeliness = RatingMeanSerializer(allow_null=True)
    minutes = serializers.FloatField(allow_null=True)
    words = serializers.IntegerField()


class ComplaintReasonSerializer(serializers.Serializer[Any]):
    """Of one cause, role (empty: nobody's) and root cause (empty: none yet). open: of these not solved.

    share: of all complaints of that time and branch, 0 to 1.
    """

    cause = serializers.CharField()
    about = serializers.CharField()
    root_cause = serializers.CharField()
    complaints = serializers.IntegerField()
    open = serializers.IntegerField()
    share = serializers.FloatField()


def group(request: Request, known: dict[str, Any]) -> Any:
    """What ?by= names, the first if it is left out. Raises ValidationError for any other."""
    by = request.GET.get("by", next(iter(known)))
    if by not in known:
        raise serializers.ValidationError({"by": [f"One of {', '.join(known)}."]})
    # Who leads nobody has no teams to compare, as on the page.
    return known[by] if by != "team" or asker(request).leads else lambda user, on: []


def told(figure: Any, count: str, hidden: tuple[str, ...]) -> dict[str, Any]:
    """count: shown always; hidden: too, once there are enough cases to say something of somebody."""
    estimate = figure.estimate
    return {
        "id": getattr(figure.of, "pk", None),
        "name": str(figure.of),
        count: getattr(figure, count),
        **{name: getattr(figure, name) if estimate else None for name in hidden},
        "share": estimate and estimate.value,
        "low": estimate and estimate.low,
        "high": estimate and estimate.high,
    }


class FirstContact(APIView):
    """First-contact resolution."""

    @extend_schema(
        parameters=[OpenApiParameter("by", enum=list(FIRST_CONTACT), description="agent if left out")],
        responses=FirstContactSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Of the last 12 months: your own, and of whom you lead."""
        figures = group(request, FIRST_CONTACT)(asker(request), on=today_of(request))
        hidden = ("resolved", "ticked", "ticked_share")
        return Response([told(figure, "cases", hidden) for figure in figures])


class KeptRates(APIView):
    """How many promises were kept."""

    @extend_schema(
        parameters=[OpenApiParameter("by", enum=list(KEPT), description="person if left out")],
        responses=KeptRateSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Of the last 12 months: your own, and of whom you lead."""
        figures = group(request, KEPT)(asker(request), on=today_of(request))
        return Response([told(figure, "settled", ("kept", "late", "broken")) for figure in figures])


class ComplaintReasons(APIView):
    """What complaints were about, and why they came about."""

    @extend_schema(parameters=filters_of(reasons.ReasonsForm), responses=ComplaintReasonSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Of the complaints that you may see, most complaints first; of 12 months if you do not say."""
        form = reasons.ReasonsForm(request.GET, user=asker(request), on=today_of(request))
        understood(form, request, ())
        found = reasons.lines(reasons.within(asker(request), form.cleaned_data))
        return Response(ComplaintReasonSerializer(found, many=True).data)


class KnowledgeGaps(APIView):
    """What many complain about and no article answers."""

    @extend_schema(responses=GapsSerializer)
    def get(self, request: Request) -> Response:
        """Of the complaints that you may see; what presses most first."""
        complaints = gaps.complaints_of(asker(request), day=today_of(request))
        words = [{"word": word, "complaints": count} for word, count in gaps.by_word(complaints)]
        found = {"days": gaps.WINDOW.days, "causes": gaps.by_cause(complaints), "words": words}
        return Response(GapsSerializer(found).data)


class VoiceCounts(APIView):
    """How often what is said, by product and category."""

    @extend_schema(responses=VoiceCountSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Of the customers whom you may see; what is said most lately first."""
        return Response([asdict(line) for line in counting.lines(asker(request), day=today_of(request))])


class TechnicianRatings(APIView):
    """What customers thought of each technician's jobs."""

    @extend_schema(responses=TechnicianRatingSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Of the last 12 months, most ratings first; who leads nobody sees himself."""
        figures = ratings.by_technician(asker(request), on=today_of(request))
        return Response(TechnicianRatingSerializer(figures, many=True).data)

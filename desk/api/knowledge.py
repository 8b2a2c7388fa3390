"""The knowledge base over HTTP: reading, finding, proposing, publishing, verdicts, uses."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking, base, records
from customers.api.versions import seen_version
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from desk.knowledge import finding, listing, using, writing
from desk.knowledge.forms import ArticleForm, VerdictForm
from desk.models import Article, ArticleUse, ArticleVerdict, ArticleVersion, Complaint
from staff.api import MayUse, asker, only

LONGEST = 4_000
DECISIONS = ("publish", "dismiss", "check", "retire", "bring_back", "restore")


class VersionSerializer(serializers.ModelSerializer[ArticleVersion]):
    by = serializers.CharField(source="by.username", default=None, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ArticleVersion
        fields = ("number", *writing.SAID, "note", "by", "at")


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """current: in force · proposed: what waits for somebody who publishes · used, solved: complaints.

    helped_specialists, wrong_specialists: of those who know its topic; helped: of others. Each person once.
    """

    current = VersionSerializer(read_only=True, allow_null=True)
    proposed = serializers.SerializerMethodField()
    used = serializers.IntegerField(read_only=True)
    solved = serializers.IntegerField(read_only=True)
    wrong_count = serializers.IntegerField(read_only=True)
    wrong_specialists = serializers.IntegerField(read_only=True)
    helped = serializers.IntegerField(read_only=True)
    helped_specialists = serializers.IntegerField(read_only=True)
    checked_by = serializers.CharField(source="checked_by.username", default=None, read_only=True)

    class Meta:
        model = Article
        fields = (
            *("id", "slug", "current", "proposed", "used", "solved", "wrong_count", "wrong_specialists"),
            *("helped", "helped_specialists"),
            *("checked_at", "checked_by", "created_at", "retired_at"),
        )

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_proposed(self, article: Article) -> Any:
        return VersionSerializer(article.newest).data if article.is_proposed else None


def articles() -> Any:
    return Article.objects.with_counts().select_related("current__by", "newest__by", "checked_by")


@base.asks(ArticleForm, ArticleSerializer, "Write an article: in force at once if you may publish.")
class Articles(generics.ListAPIView[Article]):
    """The articles by id. show: as the page's tabs (proposed, wrong, unused, unchecked, retired)."""

    serializer_class = ArticleSerializer
    queryset = Article.objects.none()
    asked: type[serializers.Serializer]

    def get_queryset(self) -> QuerySet[Any, Any]:
        form = listing.ArticleFilter(self.request.GET)
        if not form.is_valid():
            raise serializers.ValidationError(asking.errors_of(form))
        found = listing.shown(form.asked["show"])
        found = found.filter(newest__cause=form.asked["cause"]) if form.asked["cause"] else found
        text = finding.query(form.asked["q"])
        found = found.filter(newest__words=text) if text else found
        return articles().filter(pk__in=found.values("pk"))

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description="words of the problem"),
            OpenApiParameter("cause", description="of complaints"),
            OpenApiParameter("show", description="proposed, wrong, unused, unchecked or retired"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def post(self, request: Request) -> Response:
        given = {"visibility": ArticleVersion.Visibility.INSIDE, **asking.heard(self.asked, request.data)}
        form = asking.bound(ArticleForm(), given, token=base.token_of(request))
        with base.writing():
            article = writing.add(by=asker(request), **asking.cleaned(form))
        return answer(article, status.HTTP_201_CREATED)


def answer(article: Article, code: int = status.HTTP_200_OK) -> Response:
    return Response(ArticleSerializer(articles().get(pk=article.pk)).data, status=code)


@base.asks(
    ArticleForm,
    ArticleSerializer,
    "Write the next version: what is not named stays. version: the number of the one that was read; 428 "
    "without it, 409 when there is a newer one.",
    method="patch",
    status=200,
)
class OneArticle(generics.RetrieveAPIView[Article]):
    """One article."""

    serializer_class = ArticleSerializer
    asked: type[serializers.Serializer]

    def get_queryset(self) -> QuerySet[Any, Any]:
        return articles()

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        article = self.get_object()
        given = asking.heard(self.asked, request.data)
        seen_version(given)
        form = asking.bound(ArticleForm(article=article), given, keep=True)
        del form.fields["token"]
        return answer(writing.change(article=article, by=asker(request), **asking.cleaned(form)))


class Versions(generics.ListAPIView[ArticleVersion]):
    """All versions of an article, by id."""

    serializer_class = VersionSerializer
    queryset = ArticleVersion.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return get_object_or_404(Article, pk=self.kwargs["pk"]).versions.select_related("by")


class DecisionSerializer(serializers.Serializer[Any]):
    """number: of the version to restore."""

    what = serializers.ChoiceField(DECISIONS)
    number = serializers.IntegerField(required=False)


class Decide(APIView):
    """Publish or leave a proposal, say that an article is still right, retire it, restore a version."""

    permission_classes = [MayUse, only(*writing.PUBLISHERS)]

    @extend_schema(request=DecisionSerializer, responses=ArticleSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """What a lead or a manager decides of an article."""
        article = get_object_or_404(Article, pk=pk)
        decision = DecisionSerializer(data=request.data)
        decision.is_valid(raise_exception=True)
        what, more = decision.validated_data["what"], {}
        if what == "restore":
            more = {"number": decision.validated_data.get("number")}
            if not article.versions.filter(**more).exists():
                raise Http404
        getattr(writing, what)(article=article, by=asker(request), **more)
        return answer(article)


class VerdictAsked(asking.shape(VerdictForm)):  # type: ignore[misc]
    """token: the Idempotency-Key under which the complaint is, or will be, logged; without it at none."""

    token = serializers.UUIDField(required=False, allow_null=True)


class VerdictSerializer(serializers.ModelSerializer[ArticleVerdict]):
    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = ArticleVerdict
        fields = ("id", "kind", "note", "token", "by", "by_specialist", "at")


@base.asks(
    VerdictAsked,
    VerdictSerializer,
    "Say that an article helps, or what is wrong with it. At one complaint the later word counts, and what "
    "was called wrong there is not likely any more.",
)
class Verdicts(generics.ListAPIView[ArticleVerdict]):
    """What was said of an article, by id."""

    serializer_class = VerdictSerializer
    queryset = ArticleVerdict.objects.none()
    asked: type[serializers.Serializer]

    def get_queryset(self) -> QuerySet[Any, Any]:
        return get_object_or_404(Article, pk=self.kwargs["pk"]).verdicts.select_related("by")

    def post(self, request: Request, pk: int) -> Response:
        article = get_object_or_404(Article.objects.published(), pk=pk)
        given = asking.heard(self.asked, request.data)
        token = given.pop("token", None)
        form = asking.bound(VerdictForm(), given)
        said = using.judge(article=article, by=asker(request), token=token, **asking.cleaned(form))
        return Response(VerdictSerializer(said).data, status=status.HTTP_201_CREATED)


class LikelySerializer(serializers.Serializer[Any]):
    """token: the Idempotency-Key of the complaint; what was called wrong at it is left out."""

    text = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    cause = serializers.ChoiceField(Complaint.Cause.choices, allow_blank=True, default="")
    token = serializers.UUIDField(required=False, allow_null=True, default=None)


class Likely(APIView):
    """Which articles may answer a complaint."""

    @extend_schema(request=LikelySerializer, responses=ArticleSerializer(many=True))
    def post(self, request: Request) -> Response:
        """The three that most probably do, the surest first. By POST, as complaints are long."""
        question = LikelySerializer(data=request.data)
        question.is_valid(raise_exception=True)
        said = question.validated_data
        fitting = using.without_wrong_at(said.pop("token"))
        found = finding.likely(fitting, **said)
        keys = [one.article.pk for one in found]
        rows = {row.pk: row for row in articles().filter(pk__in=keys)}
        return Response(ArticleSerializer([rows[key] for key in keys], many=True).data)


class CallerField(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer whom the asker may see; any other is not there."""

    def get_queryset(self) -> CustomerQuerySet:
        return Customer.objects.visible_to(self.context["request"].user)


class UseSerializer(serializers.ModelSerializer[ArticleUse]):
    """token: the Idempotency-Key under which the complaint is, or will be, logged."""

    customer: serializers.Field = CallerField(queryset=Customer.objects.none())
    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = ArticleUse
        fields = ("id", "customer", "token", "by", "at")
        read_only_fields = ("at",)
        validators: list[Any] = []  # the same again is the same use


class Uses(APIView):
    """An article that is used for a complaint."""

    @extend_schema(request=UseSerializer, responses={201: UseSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Write down that it was used; once for each complaint."""
        article = get_object_or_404(Article.objects.published(), pk=pk)
        use = UseSerializer(data=request.data, context={"request": request})
        use.is_valid(raise_exception=True)
        used = using.use(article=article, by=asker(request), **use.validated_data)
        return Response(UseSerializer(used, context={"request": request}).data, status.HTTP_201_CREATED)


class OneUse(records.Removable):
    """An article was not used after all."""

    def rows(self) -> QuerySet[Any, Any]:
        user = asker(self.request)
        return ArticleUse.objects.visible_to(user).filter(by=user)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take one's own use back."""
        return super().delete(request, *args, **kwargs)

    def take_back(self, row: ArticleUse) -> None:
        using.take_back(used=row)

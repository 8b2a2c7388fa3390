"""Routing over HTTP: who is good at what and how full, what nobody has, whom a key account knows."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import AboutCustomer
from desk.models import Complaint, Skill
from desk.routing import reads, seats, specialists
from desk.routing.services import give_by_hand
from staff.api import MayUse, asker, only, written_by
from staff.models import User
from staff.roles import DECIDERS, LEADS

BY_LEADS: Any = [MayUse, written_by(*LEADS)]


class SeatSerializer(serializers.Serializer[Any]):
    """points: of open complaints and inquiries, against the capacity of a working day"""

    person = serializers.IntegerField(source="person.pk")
    name = serializers.CharField(source="person.name")
    branch = serializers.CharField(source="person.branch.code", default=None)
    takes = serializers.BooleanField(source="seat.takes", default=False)
    skills: serializers.Field = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="seat.version", default=0)
    open = serializers.IntegerField()
    points = serializers.FloatField()
    capacity = serializers.FloatField()
    away = serializers.BooleanField()

    def get_skills(self, row: reads.Row) -> list[str]:
        """Their codes."""
        return [skill.code for skill in row.seat.skills.all() if not skill.retired_at] if row.seat else []


class SeatWritten(serializers.Serializer[Any]):
    """version: that which was read; 0 for somebody whom the rules gave nothing so far"""

    takes = serializers.BooleanField()
    skills = serializers.SlugRelatedField(
        slug_field="code", many=True, queryset=Skill.objects.filter(retired_at=None)
    )
    capacity = serializers.IntegerField(min_value=1, max_value=200, allow_null=True, default=None)
    version = serializers.IntegerField()


class Seats(APIView):
    """The people one works with: skills and load."""

    @extend_schema(responses={200: SeatSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Everybody whose work the asker sees."""
        return Response(SeatSerializer(reads.rows(asker(request)), many=True).data)


class OneSeat(APIView):
    """What one person is good at."""

    permission_classes = BY_LEADS

    @extend_schema(request=SeatWritten, responses={200: SeatWritten})
    def put(self, request: Request, pk: int) -> Response:
        """Skills and capacity, all of them; 409 when somebody else was faster."""
        person: User = get_object_or_404(reads.workers(asker(request)), pk=pk)
        said = SeatWritten(data=request.data)
        said.is_valid(raise_exception=True)
        seat = seats.save_seat(person=person, **said.validated_data)
        return Response({**said.data, "version": seat.version})


class SkillSerializer(serializers.ModelSerializer[Skill]):
    """name: in the reader's language · retired: off the list, so that nobody is good at it any more"""

    name = serializers.CharField(source="__str__")
    retired: serializers.Field = serializers.SerializerMethodField()

    class Meta:
        model = Skill
        fields = ("id", "code", "name", "retired")

    def get_retired(self, skill: Skill) -> bool:
        return skill.retired_at is not None


class SkillWritten(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40)


class SkillRetired(serializers.Serializer[Any]):
    retired = serializers.BooleanField()


class Skills(APIView):
    """What somebody can be good at."""

    permission_classes = [MayUse, written_by(*DECIDERS)]

    @extend_schema(responses=SkillSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The list, with what was taken off it."""
        return Response(SkillSerializer(Skill.objects.all(), many=True).data)

    @extend_schema(request=SkillWritten, responses={201: SkillSerializer})
    def post(self, request: Request) -> Response:
        """One more; the same name again is the one that has it, back on the list."""
        said = SkillWritten(data=request.data)
        said.is_valid(raise_exception=True)
        skill = seats.add_skill(**said.validated_data)
        skill.refresh_from_db()
        return Response(SkillSerializer(skill).data, status=status.HTTP_201_CREATED)


class OneSkill(APIView):
    """One skill of the list."""

    permission_classes = [MayUse, written_by(*DECIDERS)]

    @extend_schema(request=SkillRetired, responses=SkillSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Off the list, or back on it."""
        skill = get_object_or_404(Skill, pk=pk)
        said = SkillRetired(data=request.data)
        said.is_valid(raise_exception=True)
        (seats.retire if said.validated_data["retired"] else seats.bring_back)(skill=skill)
        skill.refresh_from_db()
        return Response(SkillSerializer(skill).data)


class GiveWritten(serializers.Serializer[Any]):
    person = serializers.IntegerField()


class Give(APIView):
    """A lead decides who has a complaint."""

    permission_classes = [MayUse, only(*LEADS)]

    @extend_schema(request=GiveWritten, responses=GiveWritten)
    def post(self, request: Request, pk: int) -> Response:
        """To somebody whose work the asker sees; 404 for a complaint that is solved."""
        mine = Complaint.objects.visible_to(asker(request)).open()
        complaint = get_object_or_404(mine.select_related("customer"), pk=pk)
        said = GiveWritten(data=request.data)
        said.is_valid(raise_exception=True)
        person: User = get_object_or_404(reads.workers(asker(request)), pk=said.validated_data["person"])
        give_by_hand(thing=complaint, person=person, by=asker(request))
        return Response(said.data)


class UnroutedSerializer(serializers.Serializer[Any]):
    complaints = serializers.ListField(child=serializers.IntegerField())
    complaint_count = serializers.IntegerField()
    inquiries = serializers.ListField(child=serializers.IntegerField())
    inquiry_count = serializers.IntegerField()


class Unrouted(APIView):
    """What nobody has."""

    @extend_schema(responses={200: UnroutedSerializer})
    def get(self, request: Request) -> Response:
        """The ids of the first of it, and how much it is."""
        found = reads.unrouted(asker(request))
        ids = {name: [one.pk for one in found[name]] for name in ("complaints", "inquiries")}
        return Response(UnroutedSerializer({**found, **ids}).data)


class SpecialistSerializer(serializers.Serializer[Any]):
    """person: null when nobody is named"""

    person: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.at_work().logging_in(), allow_null=True
    )


class OfCustomer(AboutCustomer):
    """Whom a key account knows by name."""

    permission_classes = BY_LEADS

    @extend_schema(responses={200: SpecialistSerializer})
    def get(self, request: Request, pk: int) -> Response:
        """The named specialist."""
        found = specialists.specialist_of(self.customer().pk)
        return Response({"person": found.person_id if found else None})

    @extend_schema(request=SpecialistSerializer, responses={200: SpecialistSerializer})
    def put(self, request: Request, pk: int) -> Response:
        """Name somebody, or nobody any more."""
        customer = self.customer()
        said = SpecialistSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        specialists.name_specialist(customer=customer, by=asker(request), **said.validated_data)
        return Response(said.data)

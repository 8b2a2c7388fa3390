"""Who knows the topic of an article: a specialist's word about it counts for more than "here it helped"."""

from desk.knowledge.writing import may_publish
from desk.models import Article, Seat
from desk.routing.policies import routing_policy, skill_for
from staff.models import User


def is_specialist(user: User, article: Article) -> bool:
    """Has he the skill by which complaints of the article's cause are given out?

    Where the rules name none, whoever publishes knows it. Nobody does of what he wrote himself, as everybody
    finds his own words helpful.
    """
    version = article.current
    if version is None or version.by_id == user.pk:
        return False
    skill = skill_for(routing_policy(), version.cause) if version.cause else ""
    return has_skill(user, skill) if skill else may_publish(user)


def has_skill(user: User, skill: str) -> bool:
    """One that is still on the list."""
    return Seat.objects.filter(person=user, skills__code=skill, skills__retired_at=None).exists()

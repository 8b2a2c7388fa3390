"""Articles for tests: short ones, and those of the demo."""

import uuid
from typing import Any

from churn_crm.demo import knowing
from desk.complaints.services import log_complaint
from desk.knowledge import using, writing
from desk.models import Article, Complaint
from staff.models import User


def article(by: User, title: str = "Squeal", text: str = "Bed the pads in.", **said: Any) -> Article:
    return writing.add(by=by, token=uuid.uuid4(), title_en=title, text_en=text, **said)


def the_demos(by: User) -> None:
    """All articles of the demo, in force, used by nobody."""
    for path in sorted(knowing.FOLDER.glob("*.md")):
        one = knowing.read(path)
        writing.add(by=by, token=uuid.uuid4(), cause=one.cause, tags=one.tags, **one.said)


def used(one: Article, customer: Any, by: User, *, solved: bool, text: str = "Too long") -> Complaint:
    """A complaint for which the article was used."""
    token = uuid.uuid4()
    using.use(article=one, customer=customer, by=by, token=token)
    said = {"cause": "waiting", "severity": 2, "text": text, "token": token}
    return log_complaint(customer=customer, by=by, solved=solved, resolution="Done", **said)

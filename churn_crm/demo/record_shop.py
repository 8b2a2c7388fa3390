"""A real business: the record shop CDNOW, its customers of early 1997 followed until June 1998."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F

from churn_crm.demo.staffing import give_passwords
from customers.imports.service import Wish, import_file
from customers.models import Customer
from staff.models import Branch, Business, Team, User
from staff.roles import Role

FILE = settings.BASE_DIR / "demo" / "cdnow.csv.gz"
SOURCE = "cdnow"
DAY = date(1998, 6, 30)
KEEPERS = (("amy", "Amy Brooks"), ("ben", "Ben Carter"), ("cora", "Cora Diaz"))
OTHERS = (
    ("lena", "Lena Novak", Role.TEAM_LEAD),
    ("sam", "Sam Porter", Role.AGENT),
    ("maria", "Maria Keller", Role.MANAGER),
    ("noah", "Noah Winter", Role.ADMINISTRATOR),
    ("eva", "Eva Stone", Role.AUDITOR),
)


@transaction.atomic
def hire() -> Branch:
    """The shop with its people. Returns its only branch."""
    Business.objects.create(name="CDNOW", place="record shop, 1998")
    branch = Branch.objects.create(
        code="shop", name="Online shop", time_zone="America/New_York", currency="USD", margin=Decimal("0.220")
    )
    team = Team.objects.create(name="Customer care", branch=branch)
    people = {
        username: User(username=username, name=name, role=role, branch=branch, may_export=role != Role.AGENT)
        for username, name, role in [*((*keeper, Role.ACCOUNT_MANAGER) for keeper in KEEPERS), *OTHERS]
    }
    for user in people.values():
        user.team = team if user.role in (Role.ACCOUNT_MANAGER, Role.TEAM_LEAD) else None
    give_passwords(people, set(people))
    User.objects.bulk_create(people.values())
    branch.pool_owner = people["lena"]
    branch.save(update_fields=["pool_owner"])
    return branch


def import_sales(branch: Branch) -> int:
    """By the import service, as anybody would. Returns how many rows came in.

    With automations: the past is all there is here; without them nobody would ever get a message.
    """
    wish = Wish(
        kind="visits", path=FILE, source=SOURCE, branch=branch, create_customers=True, automations=True
    )
    summary = import_file(wish=wish)
    share_out()
    return summary.record.rows_created


def share_out() -> None:
    """Each account manager keeps a third of the customers."""
    keepers = list(User.objects.filter(role=Role.ACCOUNT_MANAGER).order_by("pk"))
    thirds = Customer.objects.annotate(third=F("pk") % len(keepers))
    for place, keeper in enumerate(keepers):
        thirds.filter(third=place).update(owner=keeper)

"""What a template's variables stand for, by customer; a fixed number of queries for any number of them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils.translation import override

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import Asset, AssetDue, Contact, Customer, Visit
from outbox import gateways, policies
from outbox.salutations import salutation
from outbox.template_rules import way_out
from staff.models import Business

Values = dict[str, str]


def values_of(customers: Iterable[Customer], *, language: str, channel: str) -> dict[int, Values]:
    """By customer: every variable by name, in the template's language; empty where he has no value.

    customers: with branch and owner fetched, or they are fetched one by one.
    """
    people = list(customers)
    keys = [one.pk for one in people]
    business = Business.objects.first()
    shared = {
        "business": business.name if business else "",
        "opt_out": opting_out(language, channel),
    }
    contacts, visits, assets = _contacts(keys), _last_visits(keys), _assets(keys)
    with override(language):
        return {
            one.pk: shared
            | _of_person(one, contacts.get(one.pk, ""), language)
            | {"last_visit": figures.day(visits[one.pk]) if one.pk in visits else ""}
            | assets.get(one.pk, Chosen()).words()
            for one in people
        }


def opting_out(language: str, channel: str) -> str:
    """How a reader of this channel opts out, with a word of the policy."""
    words = policies.words_of(policies.sending_policy().opt_out_words)
    return way_out(language, words, gateway=gateways.name_for(channel))


def _of_person(customer: Customer, contact: str, language: str) -> Values:
    company = customer.kind == Customer.Kind.COMPANY
    return {
        "salutation": salutation(
            name=(company and contact) or customer.name,
            latin_name="" if company and contact else customer.latin_name,
            gender="" if company else customer.gender,
            language=language,
        ),
        "name": customer.name,
        "branch": str(customer.branch),
        "manager": str(customer.owner),
    }


def _contacts(customers: list[int]) -> dict[int, str]:
    """Whom to address at each company: who decides, as far as is known."""
    found = Contact.objects.of(customers).still_there().who_decides_first()
    names: dict[int, str] = {}
    for customer, name in found.values_list("customer_id", "name"):
        names.setdefault(customer, name)
    return names


def _last_visits(customers: list[int]) -> dict[int, date]:
    counted = Visit.objects.of(customers).counting().until(clock.today())
    return dict(counted.order_by().values_list("customer_id").annotate(Max("day")))


class Chosen:
    """The asset that a message is about, and what falls due on it."""

    def __init__(self, asset: Asset | None = None, due: AssetDue | None = None) -> None:
        self.asset, self.due = asset, due

    def words(self) -> Values:
        """In the language in force."""
        return {
            "asset": str(self.asset) if self.asset else "",
            "plate": self.asset.plate if self.asset else "",
            "due": self.due.get_kind_display() if self.due else "",
            "due_on": figures.day(self.due.due_on) if self.due and self.due.due_on else "",
        }


def _assets(customers: list[int]) -> dict[int, Chosen]:
    """The one on which something falls due next, else the only one; of several none."""
    dues = AssetDue.objects.open().filter(asset__customer__in=customers, due_on__gte=clock.today())
    chosen: dict[int, Chosen] = {}
    for due in dues.select_related("asset").order_by("due_on", "pk"):
        chosen.setdefault(due.asset.customer_id, Chosen(due.asset, due))
    owned: dict[int, list[Asset]] = {}
    for asset in Asset.objects.of(customers).in_use().order_by("pk"):
        owned.setdefault(asset.customer_id, []).append(asset)
    for customer, those in owned.items():
        if len(those) == 1:
            chosen.setdefault(customer, Chosen(those[0]))
    return chosen

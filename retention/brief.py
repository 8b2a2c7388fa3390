"""All that one must know about one customer before acting: the same for the triage detail and the page."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import chips
from churn_crm.ui.rhythm import Rhythm
from customers.chances import about
from customers.churn_reasons import controllable, reason_of
from customers.models import Asset, Contact, Customer, CustomerStanding, StaffLine, Tier, Visit
from customers.threads import Threads, contacts_in_words, single_threaded, staff_in_words
from customers.timeline import Event, timeline
from retention import words
from retention.models import Action, SensitivitySuggestion
from retention.scripts import Script, script
from retention.urgent import urgent_for
from retention.why import RHYTHM_VISITS, Why, why
from signals.evidence import sentence, title
from signals.health.words import trends
from signals.ledger import horizon_told
from signals.models import ChurnModel, ChurnSignal, ScoringPolicy
from signals.policies import scoring_policy
from signals.wording import strength
from staff.models import User

LATELY = 5


@dataclass(frozen=True)
class Reason:
    """One open signal: why this customer may leave."""

    kind: str
    title: str
    sentence: SafeString
    strength: float
    word: str
    since: date
    signal: ChurnSignal

    @property
    def ours(self) -> bool:
        """Whether what it tells of is ours to change."""
        return controllable(reason_of(self.kind, self.signal.numbers))


@dataclass
class Brief:
    """A customer on one day. Everything is fetched when first asked for."""

    customer: Customer
    on: date
    action: Action | None = None
    # Some reasons are told to managers alone; without a reader nobody is told them.
    reader: User | None = None

    @cached_property
    def standing(self) -> CustomerStanding | None:
        try:
            return self.customer.standing
        except CustomerStanding.DoesNotExist:
            return None

    @cached_property
    def policy(self) -> ScoringPolicy:
        return scoring_policy()

    @cached_property
    def horizon_days(self) -> int:
        """How many days ahead the chance looks; of the night that told it, whatever the policy says since.
        Before any night it is the policy's, which the first will follow."""
        told = horizon_told(self.standing.day) if self.standing else None
        return told or self.policy.horizon_days

    @cached_property
    def contacts(self) -> list[Contact]:
        """Those still there, who decides first."""
        return list(self.customer.contacts.still_there().who_decides_first())

    @cached_property
    def lines(self) -> list[StaffLine]:
        """Who of us knows the customer beside the owner."""
        return list(self.customer.lines.at_work().select_related("user"))

    @cached_property
    def threads(self) -> Threads:
        return single_threaded(
            company=self.customer.kind == Customer.Kind.COMPANY,
            bonds=[contact.bond for contact in self.contacts],
            people=len({self.customer.owner_id, *(line.user_id for line in self.lines)}),
        )

    @property
    def single_threaded(self) -> bool:
        """Marked are companies and VIPs; a private car's owner knows one of us as a rule."""
        return bool(self.threads) and (self.customer.vip or self.customer.kind == Customer.Kind.COMPANY)

    @property
    def contact_thread(self) -> str:
        """By whom the customer's side hangs, in words; empty when by several."""
        bonded = next((one for one in self.contacts if one.bond), self.contact)
        return contacts_in_words(self.threads, name=bonded.name if bonded else "")

    @property
    def staff_thread(self) -> str:
        return staff_in_words(self.threads, name=str(self.customer.owner))

    @cached_property
    def suggestion(self) -> SensitivitySuggestion | None:
        """What he seems to care about, as long as nobody has confirmed it."""
        if self.customer.sensitivity_by_id:
            return None
        return SensitivitySuggestion.objects.of([self.customer.pk]).first()

    @property
    def cares_about(self) -> str:
        """Confirmed, else suggested, else noted some time by somebody."""
        if self.suggestion:
            return self.suggestion.get_cares_display()
        return str(self.customer.get_sensitivity_display())

    @property
    def cares_from(self) -> str:
        """Where that comes from."""
        if self.customer.sensitivity_by_id:
            return _("confirmed")
        if self.suggestion:
            return _("suggested")
        return "" if self.customer.sensitivity == Customer.Sensitivity.UNKNOWN else _("not confirmed")

    @property
    def contact(self) -> Contact | None:
        return self.contacts[0] if self.contacts else None

    @property
    def person(self) -> str:
        """Whom to talk to."""
        return self.contact.name if self.contact else self.customer.name

    @property
    def phone(self) -> str:
        return (self.contact.phone if self.contact else "") or self.customer.phone

    @cached_property
    def assets(self) -> list[Asset]:
        return list(self.customer.assets.in_use().order_by("pk"))

    @property
    def assets_line(self) -> str:
        """One asset by name, several by number."""
        if not self.assets:
            return ""
        if len(self.assets) == 1:
            return str(self.assets[0])
        kinds = {asset.kind for asset in self.assets}
        named = {
            Asset.Kind.VEHICLE: _("%(count)d vehicles"),
            Asset.Kind.SITE: _("%(count)d sites"),
            Asset.Kind.DEVICE: _("%(count)d devices"),
        }
        wording = named[Asset.Kind(kinds.pop())] if len(kinds) == 1 else _("%(count)d objects")
        return wording % {"count": len(self.assets)}

    @cached_property
    def reasons(self) -> list[Reason]:
        """Open signals, strongest first."""
        known = ChurnSignal.objects.of([self.customer.pk]).open()
        found = known.told_to(self.reader) if self.reader else known.told_to_all()
        return [
            Reason(
                kind=one.kind,
                title=title(one.kind),
                sentence=sentence(one.kind, one.numbers),
                strength=one.strength,
                word=strength(one.strength),
                signal=one,
                since=one.opened_on,
            )
            for one in found.order_by("-strength", "kind")
        ]

    @property
    def reasons_ours(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.ours]

    @property
    def reasons_outside(self) -> list[Reason]:
        return [reason for reason in self.reasons if not reason.ours]

    @cached_property
    def first_reason_stands(self) -> bool:
        """Whether last night's first reason still holds when no signal is open: nobody has settled it."""
        kind = self.standing.reason_kind if self.standing else ""
        found = ChurnSignal.objects.of([self.customer.pk]).current()
        return bool(kind) and not found.filter(kind=kind).exists()

    @property
    def chance(self) -> tuple[int, int] | None:
        """A prior as n in m; None when there is no probability."""
        probability = self.standing.probability if self.standing else None
        return None if probability is None else about(probability)

    @property
    def from_prior(self) -> bool:
        return self.standing is not None and not self.standing.by_model

    @cached_property
    def model(self) -> ChurnModel | None:
        """What the chance was learned by; None where it is a general prior."""
        if self.standing is None or not self.standing.by_model:
            return None
        known = ChurnModel.objects.filter(number=int(self.standing.probability_from))
        return known.defer("body", "measures").first()

    @cached_property
    def why(self) -> Why | None:
        """The reasons in points; None where no night has kept any."""
        return why(self)

    @property
    def why_tells(self) -> SafeString | str:
        """Why at risk in one sentence."""
        if self.why:
            return self.why.tells
        if not self.reasons:
            return _("No open signal.")
        return ngettext("%(n)d open signal.", "%(n)d open signals.", len(self.reasons)) % {
            "n": len(self.reasons)
        }

    @property
    def margin(self) -> Decimal | None:
        """Expected margin over the horizon: the other factor of the value at risk."""
        if not self.standing or not self.standing.probability:
            return None
        return self.standing.value_at_risk / Decimal(str(self.standing.probability))

    @property
    def trends(self) -> list[tuple[int, str]]:
        """How health changed in a week and in four, in words."""
        return trends(self.standing) if self.standing else []

    @property
    def silent_days(self) -> int | None:
        last = self.standing.last_visit_on if self.standing else None
        return (self.counted_on - last).days if last else None

    @property
    def counted_on(self) -> date:
        """The day that days are counted to: the last night's, so that the page says one number everywhere;
        today where the customer came since, or where no night has seen him.
        """
        standing, visits = self.standing, self.visit_days
        came_since = standing and visits and max(visits) > standing.day
        return self.on if standing is None or came_since else standing.day

    @property
    def next_tier(self) -> str:
        """in 9 days: 6–12 mo; empty when there is no further tier."""
        standing = self.standing
        if not standing or not standing.next_tier_on or not Tier.CURRENT <= standing.tier < Tier.RECALL:
            return ""
        return words.next_tier(standing, days=(standing.next_tier_on - self.counted_on).days)

    @property
    def urgent_for(self) -> str:
        """What raises the urgency above one."""
        return urgent_for(self.standing, border_days=self.policy.border_days)

    @cached_property
    def visit_days(self) -> dict[date, Decimal]:
        """What was spent on each of the last visit days."""
        found = Visit.objects.of([self.customer.pk]).counting().until(self.on).order_by("-day")
        days: dict[date, Decimal] = {}
        for day, amount in found.values_list("day", "amount")[:400]:
            days[day] = days.get(day, Decimal(0)) + amount
        return days

    @cached_property
    def rhythm(self) -> Rhythm:
        """Visit days for the strip, with the window in which the next was expected."""
        standing = self.standing
        regular = standing and standing.gap_median is not None and standing.visit_days >= RHYTHM_VISITS
        return Rhythm(
            visits=list(self.visit_days.items()),
            today=self.counted_on,
            expected=self.expected if regular else None,
            gap_median=standing.gap_median if standing and regular else None,
            gap_mad=standing.gap_mad if standing and regular else None,
            soon=self.soon,
        )

    @property
    def expected(self) -> tuple[date, date] | None:
        """The window of the next visit after the customer's own rhythm."""
        standing = self.standing
        if not standing or not standing.last_visit_on or standing.gap_median is None:
            return None
        spread = max(standing.gap_mad or 0, 1)
        return (
            standing.last_visit_on + timedelta(days=round(standing.gap_median - spread)),
            standing.last_visit_on + timedelta(days=round(standing.gap_median + spread)),
        )

    @property
    def soon(self) -> list[tuple[date, str]]:
        """The next tier border, when it is near enough to be worth a mark."""
        standing = self.standing
        if not standing or not standing.next_tier_on or not Tier.CURRENT <= standing.tier < Tier.RECALL:
            return []
        if not 0 < (standing.next_tier_on - self.on).days <= 60:
            return []
        return [(standing.next_tier_on, chips.next_away(standing))]

    @property
    def past_window(self) -> int:
        """Days since the window closed; 0 while it is open."""
        return max((self.on - self.expected[1]).days, 0) if self.expected else 0

    @cached_property
    def lately(self) -> list[Event]:
        return timeline(self.customer.pk, limit=LATELY)

    @property
    def verb(self) -> words.Verb | None:
        return words.VERBS[Action.Kind(self.action.kind)] if self.action else None

    @property
    def heading(self) -> str:
        """The next best action in one line."""
        return str(self.verb.heading) % {"person": self.person} if self.verb else ""

    @cached_property
    def script(self) -> Script | None:
        """What to say or write."""
        if not self.action:
            return None
        return script(
            kind=self.action.kind,
            cause=self.action.cause,
            reasons=[one.kind for one in self.reasons],
            facts=self.facts,
        )

    @cached_property
    def message(self) -> Script:
        """The text to send by hand, whatever was planned."""
        kind = (
            Action.Kind.RECALL if self.action and self.action.kind == Action.Kind.RECALL else Action.Kind.SMS
        )
        return script(kind=kind, cause="", reasons=[], facts=self.facts)

    @property
    def facts(self) -> dict[str, object]:
        """The customer's own words and numbers for the script."""
        standing = self.standing
        return {
            "person": self.person,
            "customer": self.customer.name,
            "business": str(self.customer.branch),
            "me": str(self.customer.owner),
            "asset": str(self.assets[0]) if len(self.assets) == 1 else "",
            "days": self.silent_days,
            "months": (self.silent_days or 0) // 30,
            "usual": round(standing.gap_median) if standing and standing.gap_median else None,
            "last_visit": standing.last_visit_on if standing else None,
            "sensitivity": self.customer.sensitivity,
        }


def action_for(customer: Customer, *, on: date) -> Action | None:
    """The one thing to do for this customer: what is due first, else what was put off the least."""
    pending = Action.objects.of([customer.pk]).pending().select_related("assignee")
    return pending.order_by("due_on", "pk").first()

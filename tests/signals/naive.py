"""Each detector's numbers once more, from the raw rows of one customer, the slow and obvious way."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median, pstdev
from typing import Any, TypeGuard

from customers.models import (
    ArrearsMark,
    Asset,
    Contact,
    Contract,
    Customer,
    DeclinedWork,
    Inquiry,
    Invoice,
    Quote,
    Return,
    StaffLine,
    Visit,
    VisitDetail,
    VisitLine,
    WarrantyClaim,
)
from desk.models import (
    Complaint,
    ComplaintEvent,
    Doubt,
    DoubtedRating,
    Inspection,
    Interaction,
    Promise,
    Recommendation,
    SatisfactionScore,
    VerificationCall,
    Voice,
    WorkOrderRating,
)
from desk.quality.index.formula import Rules, Tally, index_of
from signals.detectors.falling_category import Policy
from staff.models import Leaving
from tests.signals.facts import AS_OF, QUALITY, RIVALS, moment

END = moment(AS_OF, 0) + timedelta(days=1)
Numbers = dict[str, Any] | None


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def full_days(since: datetime) -> int:
    return (END - since).days


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values)


def known_on(day: date | None) -> TypeGuard[date]:
    """It had happened by then."""
    return day is not None and day <= AS_OF


def visits(one: Customer, first: date) -> list[Visit]:
    found = Visit.objects.filter(customer=one, day__gt=first, day__lte=AS_OF, counts=True, amount__gte=0)
    return list(found.order_by("day"))


def visit_days(one: Customer, first: int, last: int = 0) -> int:
    return len({visit.day for visit in visits(one, ago(first)) if visit.day <= ago(last)})


# ------------------------------------------------------------------- coming
def falling_category(one: Customer, policy: Policy | None = None) -> Numbers:
    """What of all categories and both ways to fall is strongest under the policy; every one on its own."""
    policy = policy or Policy()
    lately, before = visit_days(one, 365), visit_days(one, 730, 365)
    if not lately or lately < policy.steady * before:
        return None
    taken: dict[str, set[date]] = {}
    for line in VisitLine.objects.filter(visit__in=visits(one, ago(730)), category__isnull=False):
        taken.setdefault(line.category.name, set()).add(line.visit.day)
    old, last = tenure(one) >= 730, max((visit.day for visit in visits(one, date.min)), default=AS_OF)
    said = [fallen_category(name, days, policy) for name, days in taken.items() if old]
    said += [late_category(name, days, policy) for name, days in taken.items() if max(days) < last]
    fires = [one for one in said if one and one[0] > 0]
    return max(fires, key=lambda one: one[:-1])[-1] if fires else None


def between(measure: float, begins: float, certain: float) -> float:
    return min(max((measure - begins) / (certain - begins), 0), 1)


# How strong, a fall before a rhythm, how far, how often before, known first; and the numbers.
Said = tuple[float, int, float, int, int, dict[str, Any]] | None


def fallen_category(name: str, days: set[date], policy: Policy) -> Said:
    now = sum(day > ago(365) for day in days)
    before = len(days) - now
    if before < policy.min_before or before - now < policy.min_missing:
        return None
    told = {"of": "count", "category": name, "now": now, "before": before}
    told |= {"usual": 0, "spread": 0, "silent": 0}
    share = 1 - now / before
    return between(share, policy.begins, policy.certain), 1, share, before, -line_id(name), told


def late_category(name: str, days: set[date], policy: Policy) -> Said:
    silent, span = (AS_OF - max(days)).days, (max(days) - min(days)).days
    if len(days) < policy.min_times or span < policy.min_span_days or silent < policy.min_away_days:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(sorted(days))]
    usual = mean(gaps)
    spread = max(pstdev(gaps), usual / 10)
    told = {"of": "rhythm", "category": name, "now": 0, "before": 0, "usual": round(usual, 1)}
    told |= {"spread": round(spread, 1), "silent": silent}
    times, before = silent / (usual + 2 * spread), sum(day <= ago(365) for day in days)
    return between(times, policy.due_begins, policy.due_certain), 0, times, before, -line_id(name), told


def line_id(name: str) -> int:
    from customers.models import Category

    return Category.objects.get(name=name).pk


def narrowing_range(one: Customer) -> Numbers:
    lines = VisitLine.objects.filter(visit__in=visits(one, ago(730)), category__isnull=False)
    return {
        "now": len({line.category_id for line in lines if line.visit.day > ago(365)}),
        "before": len({line.category_id for line in lines if line.visit.day <= ago(365)}),
    }


def gaps_of(one: Customer) -> list[int]:
    days = sorted({visit.day for visit in visits(one, date.min)})
    return [(later - earlier).days for earlier, later in pairwise(days)]


def gaps_of_all(one: Customer) -> list[list[int]]:
    """Of the customers of the business who came twice; those of his branch alone where they are twenty."""
    every = Visit.objects.filter(day__lte=AS_OF, counts=True, amount__gte=0)
    rows = sorted(set(every.values_list("customer", "customer__branch", "day")))
    known: dict[int, list[int]] = {}
    branches: dict[int, int] = {}
    for (before, branch, earlier), (after, _branch, later) in pairwise(rows):
        if before == after:
            known.setdefault(before, []).append((later - earlier).days)
            branches[before] = branch
    near = [gaps for other, gaps in known.items() if branches[other] == one.branch_id]
    return near if len(near) >= 20 else list(known.values())


def lapsed_visit(one: Customer) -> Numbers:
    gaps, others = gaps_of(one), round(median(median(gaps) for gaps in gaps_of_all(one)), 1)
    own = len(gaps) >= 3
    middle = median(gaps) if gaps else others
    usual = max(middle if own else len(gaps) / 3 * middle + (1 - len(gaps) / 3) * others, 1)
    apart = median(abs(gap - middle) for gap in gaps) if own else usual / 2
    return {
        "usual": round(usual, 1),
        "spread": round(max(apart, usual / 10), 1),
        "now": (AS_OF - visits(one, date.min)[-1].day).days,
        "own": own,
        "visits": len(gaps) + 1,
    }


def falling_frequency(one: Customer) -> Numbers:
    months, days = (12, 365) if tenure(one) >= 730 else (6, 182)
    return {"now": visit_days(one, days), "before": visit_days(one, 2 * days, days), "months": months}


def falling_spend(one: Customer) -> Numbers:
    months, days = (12, 365) if tenure(one) >= 730 else (6, 182)
    every = Visit.objects.filter(customer=one, day__lte=AS_OF)
    now = sum(visit.amount for visit in every if visit.day > ago(days))
    before = sum(visit.amount for visit in every if ago(2 * days) < visit.day <= ago(days))
    return {"drop": round(float(1 - max(now, 0) / before), 3) if before > 0 else 0, "months": months}


def tenure(one: Customer) -> int:
    every = visits(one, date.min)
    return (AS_OF - every[0].day).days if every else 0


def no_second_visit(one: Customer) -> Numbers:
    """Eighty of a hundred who came a second time had done so within the usual days."""
    firsts = sorted(gaps[0] for gaps in gaps_of_all(one))
    place = 0.8 * (len(firsts) - 1)
    low, part = int(place), place % 1
    between = firsts[low] + part * (firsts[min(low + 1, len(firsts) - 1)] - firsts[low])
    return {"days": (AS_OF - visits(one, date.min)[-1].day).days, "usual": round(between)}


# -------------------------------------------------------------------- money
def payment_delay(one: Customer) -> Numbers:
    late: dict[bool, list[int]] = {True: [], False: []}
    for invoice in Invoice.objects.filter(customer=one, issued_on__lte=AS_OF):
        settled = settled_on(invoice)
        if settled and settled > ago(545):
            late[settled > ago(180)].append(max((settled - late_from(invoice)).days, 0))
    now, before = (mean(late[part]) if late[part] else 0.0 for part in (True, False))
    enough = len(late[True]) >= 2 and len(late[False]) >= 3
    trend = min(max((now - before - 7) / 28, 0), 1) if enough else 0
    ages = [(AS_OF - late_from(invoice)).days for invoice in overdue(one)]
    oldest = max(ages, default=0)
    worst = min(max((oldest - (before if len(late[False]) >= 3 else 0) - 14) / 61, 0), 1)
    return {
        "late": round(now, 1),
        "before": round(before, 1),
        "overdue": len(ages) if worst >= trend else 0,
        "overdue_days": oldest,
        "overdue_amount": float(sum(owed(invoice) for invoice in overdue(one))),
    }


def order_payment(one: Customer) -> Numbers:
    waits: dict[bool, list[int]] = {True: [], False: []}
    for detail in VisitDetail.objects.filter(customer=one, visit__amount__gt=0, visit__day__lte=AS_OF):
        if known_on(detail.paid_on) and detail.paid_on > ago(545) and detail.visit.day > ago(730):
            waits[detail.paid_on > ago(180)].append(max((detail.paid_on - detail.visit.day).days, 0))
    return {"now": round(mean(waits[True]), 1), "before": round(mean(waits[False]), 1)}


def unpaid_orders(one: Customer) -> Numbers:
    found = VisitDetail.objects.filter(customer=one, visit__amount__gt=0, visit__day__lte=AS_OF)
    ages = [(AS_OF - one.visit.day).days for one in found if not known_on(one.paid_on)]
    return {"count": len(ages), "days": max(ages)}


def arrears(one: Customer) -> Numbers:
    marks = [
        mark
        for mark in ArrearsMark.objects.filter(customer=one, day__lte=AS_OF)
        if not known_on(mark.lifted_on)
    ]
    mark = sorted(marks, key=lambda mark: (mark.kind != "bad_debt", mark.day))[0]
    return {"of": mark.kind, "days": (AS_OF - mark.day).days, "count": len(overdue(one))}


def overdue(one: Customer) -> list[Invoice]:
    every = Invoice.objects.filter(customer=one, issued_on__lte=AS_OF)
    return [row for row in every if late_from(row) < AS_OF and not settled_on(row)]


def owed(invoice: Invoice) -> Decimal:
    """Of one that is not settled: what was not received by then."""
    return invoice.amount - sum(one.amount for one in invoice.payments.filter(paid_on__lte=AS_OF))


def settled_on(invoice: Invoice) -> date | None:
    """Since when it was paid for good, as far as was known."""
    if known_on(invoice.paid_on):
        return invoice.paid_on
    left, since = invoice.amount, None
    for day in sorted({one.paid_on for one in invoice.payments.filter(paid_on__lte=AS_OF)}):
        left -= sum(one.amount for one in invoice.payments.filter(paid_on=day))
        since = (since or day) if left <= 0 else None
    return since


def late_from(invoice: Invoice) -> date:
    """A bill of the month is late no sooner than its statement went out."""
    return max(invoice.due_on, invoice.statement_sent_on or invoice.due_on)


# ------------------------------------------------------------- expectations
def unmet_expectation(one: Customer) -> Numbers:
    every = list(Complaint.objects.filter(customer=one, day__lte=AS_OF).order_by("-severity", "day", "pk"))
    unsolved = [row for row in every if not known_on(row.solved_on)]
    recent = [row for row in every if row.day > ago(180)]
    oldest = max(((AS_OF - row.day).days for row in unsolved), default=0)
    sent, sent_lately = (
        sorted((row for row in rows if from_outside(row)), key=lambda row: (row.day, row.pk))
        for rows in (unsolved, recent)
    )
    open_strength = (
        (0.3, 0.45, 0.65, 0.85)[unsolved[0].severity - 1] + 0.15 * min(oldest / 14, 1) + 0.2 * bool(sent)
        if unsolved
        else 0
    )
    solved_strength = (0, 0.2, 0.4)[min(len(recent), 2)] + 0.2 * bool(sent_lately)
    rated = SatisfactionScore.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(90))
    last = rated.order_by("day", "pk").last()
    low = {1: 0.5, 2: 0.4}.get(last.score, 0) if last else 0
    complained = max(open_strength, solved_strength) >= low
    by_open = open_strength >= solved_strength
    speaks = (sent[:1] if by_open else []) or ([] if by_open else sent_lately[-1:])
    if by_open and sent:
        oldest = (AS_OF - sent[0].day).days
    age = oldest if complained else (AS_OF - last.day).days if last else 0
    return {
        "of": "complaint" if complained else "score",
        "open": len(unsolved) if by_open else 0,
        "sender": speaks[0].sender if speaks else "",
        "recent": len(recent),
        "cause": unsolved[0].cause if unsolved else "",
        "score": last.score if last else 0,
        "days": age,
    }


def from_outside(row: Complaint) -> bool:
    return bool(row.sender) and row.events.filter(kind="outside", at__lt=END).exists()


def low_quality(one: Customer) -> Numbers:
    def lately(model: Any) -> list[Any]:
        return list(model.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(QUALITY.window)))

    counted = {"score": lately(SatisfactionScore), "rating": lately(WorkOrderRating)}
    said = {
        kind: [(row, value) for row in rows if (value := worth(kind, row))] for kind, rows in counted.items()
    }
    surveyed = [value for row, value in said["score"] if row.source in ("link", "phone")]
    answered = [value for row, value in said["score"] if row.source not in ("link", "phone")]
    inspected = [row.score for row in lately(Inspection) if not row.withdrawn_at or row.withdrawn_at >= END]
    severities = Counter(row.severity for row in lately(Complaint))
    tally = Tally(
        visits=sum(visit.day > ago(QUALITY.window) for visit in visits(one, date.min)),
        low=severities[1],
        medium=severities[2],
        high=severities[3],
        safety=severities[4],
        rated=len(said["rating"]),
        rated_sum=sum(rated(row, value) for row, value in said["rating"]),
        answered=len(answered),
        answered_sum=sum((value - 1) * 25.0 for value in answered),
        surveyed=len(surveyed),
        surveyed_sum=sum((value - 1) * 25.0 for value in surveyed),
        inspected=len(inspected),
        inspected_sum=sum(map(float, inspected)),
    )
    found = index_of(tally, Rules(**vars(QUALITY.rules)))
    assert found.value is not None
    return {"index": round(found.value), "answers": found.n}


def worth(kind: str, row: Any) -> int | None:
    """What it counts as: as it stands, what he said when he was asked again, or nothing."""
    calls = VerificationCall.objects.filter(
        **{kind: row}, closed_at__lt=END, state__in=("same", "other", "never")
    )
    call = calls.order_by("closed_at", "pk").last()
    if call:
        return {"same": row.score, "other": call.said, "never": None}[call.state]
    taken = Doubt.objects.filter(ratings__in=DoubtedRating.objects.filter(**{kind: row}))
    return None if taken.filter(state="confirmed", decided_at__lt=END).exists() else row.score


def rated(row: WorkOrderRating, value: int) -> float:
    score = (value - 1) * 25.0
    return score if row.timeliness is None else (score * 2 + (row.timeliness - 1) * 25.0) / 3


def doubtful_quality(one: Customer) -> Numbers:
    rows = [
        (kind, row)
        for kind, model in (
            ("score", SatisfactionScore),
            ("rating", WorkOrderRating),
            ("recommendation", Recommendation),
        )
        for row in model.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(180))  # type: ignore[attr-defined]
    ]
    standing = [
        doubt
        for doubt in Doubt.objects.filter(day__lte=AS_OF).select_related("person", "source")
        if (doubt.state == "confirmed" or not doubt.decided_at or doubt.decided_at >= END)
        and not any(user and user.decides for user in (doubt.person, doubt.source))
    ]
    doubted = [
        row for kind, row in rows if DoubtedRating.objects.filter(**{kind: row}, doubt__in=standing).exists()
    ]
    return {"doubted": len(doubted), "ratings": len(rows)}


def of_events(one: Customer, kind: str, *clocks: str) -> Numbers:
    found = ComplaintEvent.objects.filter(
        complaint__customer=one, kind=kind, at__lt=END, at__gte=END - timedelta(days=180)
    )
    found = [event for event in found if not clocks or event.clock in clocks]
    return {
        "count": len({event.complaint_id for event in found}),
        "days": full_days(max(event.at for event in found)),
    }


def falling_scores(one: Customer) -> Numbers:
    every = SatisfactionScore.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(545))
    now = [score.score for score in every if score.day > ago(180)]
    before = [score.score for score in every if score.day <= ago(180)]
    return {"now": round(mean(now), 1), "before": round(mean(before), 1)}


def returned_goods(one: Customer) -> Numbers:
    every = Return.objects.filter(customer=one, asked_on__lte=AS_OF)
    late = [
        (AS_OF - row.due_on).days for row in every if row.due_on < AS_OF and not known_on(row.refunded_on)
    ]
    count = every.filter(asked_on__gt=ago(365)).count()
    often, worst = (count - 1) / 3, max(late, default=0) / 21
    return {"count": count, "late": max(late, default=0) if min(worst, 1) >= min(often, 1) else 0}


def warranty_claims(one: Customer) -> Numbers:
    ever = WarrantyClaim.objects.filter(customer=one, claimed_on__lte=AS_OF)
    open_days = [(AS_OF - row.claimed_on).days for row in ever if not known_on(row.decided_on)]
    every = ever.filter(claimed_on__gt=ago(365))
    refused = [row for row in every if row.outcome == "refused" and known_on(row.decided_on)]
    strengths = {
        "refused": 0.5 * bool(refused),
        "open": min(max((max(open_days, default=0) - 10) / 35, 0), 1),
        "often": min((len(every) - 1) / 3, 1),
    }
    return {
        "of": max(strengths, key=lambda name: strengths[name]),
        "count": len(every),
        "refused": len(refused),
        "days": max(open_days, default=0),
    }


# --------------------------------------------------------------- agreements
def unordered(one: Customer) -> list[Inquiry]:
    bought = [visit.day for visit in visits(one, date.min) if visit.amount > 0]
    found = []
    for row in Inquiry.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(365)):
        said = row.state if known_on(row.settled_on) else "open"
        until = row.day + timedelta(days=30)
        if said == "ordered" or any(row.day <= day <= until for day in bought):
            continue
        if said == "none" or until < AS_OF:
            found.append(row)
    return found


def inquiry_without_order(one: Customer) -> Numbers:
    rows = unordered(one)
    return {"count": len(rows), "days": (AS_OF - max(row.day for row in rows)).days}


def offer_mismatch(one: Customer) -> Numbers:
    rows = [
        row
        for row in unordered(one)
        if row.wanted and row.wanted.strip().lower() != row.offered.strip().lower()
    ]
    late = [row for row in rows if row.day > ago(180)]
    return {
        "count": len(late),
        "nothing": sum(not row.offered.strip() for row in late),
        "days": (AS_OF - max(row.day for row in rows)).days,
    }


def running(one: Customer) -> list[Any]:
    return [
        row
        for row in Contract.objects.filter(customer=one, signed_on__lte=AS_OF, ends_on__gte=AS_OF)
        if row.starts_on <= AS_OF
        and not known_on(row.ended_on)
        and not Contract.objects.filter(follows=row, signed_on__lte=AS_OF).exists()
    ]


def price_over_market(one: Customer) -> Numbers:
    near = [row for row in running(one) if row.signed_on > ago(90) or row.ends_on < ago(-90)]
    return {"over": round(max(float(row.price / row.market_high) - 1 for row in near), 3)}


def price_rise(one: Customer) -> Numbers:
    rises = [
        float(row.price / row.follows.price) - 1
        for row in running(one)
        if row.follows and row.signed_on > ago(365)
    ]
    return {"rise": round(max(rises), 3)}


def clashing_terms(one: Customer) -> Numbers:
    rows = [row for row in running(one) if row.clash]
    return {"count": len(rows), "days": min((row.ends_on - AS_OF).days for row in rows)}


def contract_ending(one: Customer) -> Numbers:
    quotes = [quote.made_on for quote in Quote.objects.filter(customer=one, made_on__lte=AS_OF)]
    left = [
        (row.ends_on - AS_OF).days
        for row in running(one)
        if not known_on(row.talked_on) and not any(day > row.ends_on - timedelta(days=120) for day in quotes)
    ]
    return {"days": min(left)}


# ------------------------------------------------------------------- people
def there(one: Customer) -> list[Contact]:
    return [contact for contact in Contact.objects.filter(customer=one) if not known_on(contact.left_on)]


def gone(one: Customer) -> int:
    """Contacts who have left within a year."""
    days = Contact.objects.filter(customer=one, left_on__gt=ago(365)).values_list("left_on", flat=True)
    return sum(1 for day in days if known_on(day))


def lines(one: Customer) -> int:
    return len({line.user_id for line in StaffLine.objects.filter(customer=one)} - {one.owner_id})


def single_threaded(one: Customer) -> Numbers:
    contacts = there(one)
    bonded = sum(contact.bond > 0 for contact in contacts)
    left = 0 if contacts else gone(one)
    theirs = left > 0 or len(contacts) == 1 or (len(contacts) > 1 and bonded <= 1)
    of = "both" if theirs and not lines(one) else "theirs" if theirs else "ours"
    talks = Counter(
        contact.agent_id
        for contact in Interaction.objects.filter(
            customer=one, agent__isnull=False, day__lte=AS_OF, day__gt=ago(365)
        )
    )
    told = {"lines": lines(one), "talks": talks.total(), "by_one": max(talks.values(), default=0)}
    return {"of": of, "contacts": len(contacts), "left": left, "bonded": bonded, **told}


def decision_maker_left(one: Customer) -> Numbers:
    gone = [
        (AS_OF - contact.left_on).days
        for contact in Contact.objects.filter(customer=one, decides=True)
        if known_on(contact.left_on)
    ]
    return {"days": min(gone), "left": sum(contact.decides for contact in there(one))}


def owner_left(one: Customer) -> Numbers:
    leaving = Leaving.objects.get(person=one.owner)
    return {"days": (AS_OF - leaving.last_day).days, "lines": lines(one)}


def owner_leaving(one: Customer) -> Numbers:
    leaving = Leaving.objects.get(person=one.owner)
    return {"days": (leaving.last_day - AS_OF).days, "lines": lines(one)}


# ------------------------------------------------------------ promises, needs
def broken_promise(one: Customer) -> Numbers:
    broken: list[int] = []
    late: list[int] = []
    for promise in Promise.objects.filter(customer=one, day__lte=AS_OF):
        state: str = ""
        due: Any = None
        at: Any = None
        for event in promise.events.filter(at__lt=END).order_by("at", "pk"):
            if event.kind == "handed":
                continue
            state, at = event.kind, event.at
            due = {"made": event.due_at, "moved": event.new_at}.get(event.kind, due)
        if state == "broken" and at >= END - timedelta(days=180):
            broken.append(full_days(at))
        if state in ("made", "moved") and due < END:
            late.append(full_days(due))
    overdue_strength = 0.4 + 0.6 * min(max(late) / 7, 1) if late else 0
    if overdue_strength >= min(len(broken) / 2, 1):
        return {"of": "overdue", "count": len(late), "days": max(late)}
    return {"of": "broken", "count": len(broken), "days": min(broken)}


def declined_work(one: Customer) -> Numbers:
    late = []
    for row in DeclinedWork.objects.filter(customer=one, recommended_on__lte=AS_OF):
        ask = row.follow_up_on or row.recommended_on + timedelta(days=30)
        spoken = Interaction.objects.filter(customer=one, direction="out", day__gte=ask, day__lte=AS_OF)
        if not known_on(row.done_on) and ask < AS_OF and not spoken.exists():
            late.append((AS_OF - ask).days)
    return {"count": len(late), "days": max(late)}


def unanswered_need(one: Customer) -> Numbers:
    rows = [
        row
        for row in Voice.objects.filter(customer=one, day__lte=AS_OF)
        if row.told_at is None or row.told_at >= END
    ]
    return {"count": len(rows), "days": max((AS_OF - row.day).days for row in rows)}


# -------------------------------------------------------------- competitors
def competitor_named(one: Customer) -> Numbers:
    said = [
        (row.day, getattr(row, "words", row.text))
        for model in (Interaction, Complaint, Voice)
        for row in model.objects.filter(customer=one, day__lte=AS_OF, day__gt=ago(180))
    ]
    words = {"Tuhu": ("what Tuhu takes", "途虎"), "Fastlane": ("Fastlane",)}
    times: Counter[str] = Counter()
    newest: dict[str, date] = {}
    for day, text in said:
        for name, marks in words.items():
            if any(mark in text for mark in marks):
                times[name] += 1
                newest[name] = max(day, newest.get(name, day))
    name = max(times, key=lambda name: (times[name], newest[name], name == "Fastlane"))
    return {"name": name, "count": times[name], "days": (AS_OF - newest[name]).days}


def competitor_active(one: Customer) -> Numbers:
    tesla = Asset.objects.filter(customer=one, name__contains="Tesla").exists()
    meant: dict[str, bool] = {"Tuhu": one.kind == "company", "Fastlane": True, "Haoxiu": tesla}
    begun = [
        (rival.active_from, rival.name)
        for rival in RIVALS
        if meant[rival.name] and known_on(rival.active_from)
    ]
    since, name = max(begun)
    return {"name": name, "days": (AS_OF - since).days}


NAIVE: dict[str, Callable[[Customer], Numbers]] = {
    "lapsed_visit": lapsed_visit,
    "payment_delay": payment_delay,
    "unmet_expectation": unmet_expectation,
    "falling_frequency": falling_frequency,
    "falling_spend": falling_spend,
    "falling_category": falling_category,
    "narrowing_range": narrowing_range,
    "no_second_visit": no_second_visit,
    "order_payment": order_payment,
    "unpaid_orders": unpaid_orders,
    "arrears": arrears,
    "reopened_complaint": lambda one: of_events(one, "reopened"),
    "breached_complaint": lambda one: of_events(one, "escalated", "response", "resolution"),
    "falling_scores": falling_scores,
    "low_quality": low_quality,
    "doubtful_quality": doubtful_quality,
    "returned_goods": returned_goods,
    "warranty_claims": warranty_claims,
    "inquiry_without_order": inquiry_without_order,
    "offer_mismatch": offer_mismatch,
    "price_over_market": price_over_market,
    "price_rise": price_rise,
    "clashing_terms": clashing_terms,
    "contract_ending": contract_ending,
    "single_threaded": single_threaded,
    "decision_maker_left": decision_maker_left,
    "owner_left": owner_left,
    "owner_leaving": owner_leaving,
    "broken_promise": broken_promise,
    "competitor_named": competitor_named,
    "competitor_active": competitor_active,
    "declined_work": declined_work,
    "unanswered_need": unanswered_need,
}

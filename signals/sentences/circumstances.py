"""What the desk and the books know, a line a factor: the gravest of what pushes them away, the best of what
keeps them; and where nothing is known, that.

Numbers as signals.numbers gives them, and `points`: above zero they push, below they keep.
"""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences import agreements, coming, expectations, money, needs, people
from signals.sentences.saying import Numbers, of_five, percent

Fact = Callable[[Numbers], str]  # empty where there is nothing to say


def first(numbers: Numbers, *, worse: Sequence[Fact], better: Sequence[Fact] = ()) -> str:
    """The first fact that says something, in the order of the direction; empty without one."""
    order = better if better and numbers["points"] < 0 else worse
    return next((said for fact in order if (said := fact(numbers))), "")


# ------------------------------------------------------------------ payment
def payment(numbers: Numbers) -> str:
    found = first(
        numbers,
        worse=(marked, overdue, unpaid, paid, waits, paid_before),
        better=(paid, waits, paid_before, overdue, unpaid, marked),
    )
    return found or _("No invoice paid or overdue in <b>18 months</b>")


def marked(numbers: Numbers) -> str:
    if "mark" not in numbers:
        return ""
    return money.arrears({"of": numbers["mark"], "days": numbers["mark_days"]})


def overdue(numbers: Numbers) -> str:
    if not numbers["overdue_count"]:
        return ""
    return money.payment_delay({"overdue": numbers["overdue_count"], "overdue_days": numbers["overdue_days"]})


def unpaid(numbers: Numbers) -> str:
    if not numbers["unpaid_orders"]:
        return ""
    return money.unpaid_orders({"count": numbers["unpaid_orders"], "days": numbers["unpaid_days"]})


def paid(numbers: Numbers) -> str:
    """How late, on average, and against the year before where that is known and was no better."""
    if "late_recent" not in numbers:
        return ""
    late, count = round(numbers["late_recent"]), int(numbers["paid_recent"])
    if not late:
        return ngettext(
            "<b>%(count)d invoice</b> paid in time within half a year",
            "<b>%(count)d invoices</b> paid in time within half a year",
            count,
        ) % {"count": count}
    if "late_before" in numbers:
        return ngettext(
            "Pays <b>%(late)d day late</b>; %(before)d the year before",
            "Pays <b>%(late)d days late</b>; %(before)d the year before",
            late,
        ) % {"late": late, "before": round(numbers["late_before"])}
    return ngettext(
        "Pays <b>%(late)d day late</b>; not known before",
        "Pays <b>%(late)d days late</b>; not known before",
        late,
    ) % {"late": late}


def waits(numbers: Numbers) -> str:
    if "wait_recent" not in numbers:
        return ""
    now = round(numbers["wait_recent"])
    if "wait_before" in numbers:
        return money.order_payment({"now": now, "before": numbers["wait_before"]})
    if not now:
        return _("Pays orders <b>at once</b>")
    return ngettext("Pays orders after <b>%(now)d day</b>", "Pays orders after <b>%(now)d days</b>", now) % {
        "now": now
    }


def paid_before(numbers: Numbers) -> str:
    count = int(numbers["paid_before"])
    if not count:
        return ""
    return ngettext(
        "<b>%(count)d invoice</b> paid the year before, none since",
        "<b>%(count)d invoices</b> paid the year before, none since",
        count,
    ) % {"count": count}


# --------------------------------------------------------------- complaints
def complaints(numbers: Numbers) -> str:
    found = first(
        numbers,
        worse=(open_ones, reopened, breached, recent, rates, rated_before),
        better=(rates, rated_before, quiet, recent, open_ones),
    )
    return found or _("<b>No complaint</b> in half a year, and no rating")


def open_ones(numbers: Numbers) -> str:
    count, days = int(numbers["open_complaints"]), max(int(numbers.get("open_days", 0)), 1)
    if not count:
        return ""
    if count == 1:
        numbers = {"of": "complaint", "open": 1, "days": days, "cause": numbers["open_cause"]}
        return expectations.unmet_expectation(numbers)
    return ngettext(
        "<b>%(count)d complaints open</b>, for up to %(days)d day",
        "<b>%(count)d complaints open</b>, for up to %(days)d days",
        days,
    ) % {"count": count, "days": days}


def reopened(numbers: Numbers) -> str:
    if not numbers["reopened"]:
        return ""
    return expectations.reopened_complaint({"count": numbers["reopened"], "days": numbers["reopened_days"]})


def breached(numbers: Numbers) -> str:
    if not numbers["breached"]:
        return ""
    return expectations.breached_complaint({"count": numbers["breached"], "days": numbers["breached_days"]})


def recent(numbers: Numbers) -> str:
    count = numbers["recent_complaints"]
    return expectations.unmet_expectation({"of": "complaint", "open": 0, "recent": count}) if count else ""


def rates(numbers: Numbers) -> str:
    if "score_recent" not in numbers:
        return ""
    if "score_before" in numbers:
        return expectations.falling_scores(
            {"now": numbers["score_recent"], "before": numbers["score_before"]}
        )
    return _("Rates us <b>%(now)s of 5</b>; not asked before") % {"now": of_five(numbers["score_recent"])}


def rated_before(numbers: Numbers) -> str:
    if "score_before" not in numbers:
        return ""
    return _("Rated us <b>%(before)s of 5</b>; no rating since") % {
        "before": of_five(numbers["score_before"])
    }


def quiet(numbers: Numbers) -> str:
    if numbers["recent_complaints"] or numbers["open_complaints"]:
        return ""
    return _("<b>No complaint</b> within half a year")


# ------------------------------------------------------- promises, inquiries
def promises(numbers: Numbers) -> str:
    found = first(numbers, worse=(promise_overdue, promise_broken))
    return found or _("<b>No promise</b> broken or overdue in half a year")


def promise_overdue(numbers: Numbers) -> str:
    count = numbers["promises_overdue"]
    days = numbers.get("overdue_promise_days", 0)
    return needs.broken_promise({"of": "overdue", "count": count, "days": days}) if count else ""


def promise_broken(numbers: Numbers) -> str:
    count = numbers["promises_broken"]
    days = numbers.get("broken_days", 0)
    return needs.broken_promise({"of": "broken", "count": count, "days": days}) if count else ""


def inquiries(numbers: Numbers) -> str:
    found = first(numbers, worse=(offered, asked, wishes, declined), better=(advised, offered, asked, wishes))
    return found or _("<b>No inquiry</b> or wish waits for an answer")


def offered(numbers: Numbers) -> str:
    if not numbers["mismatches"]:
        return ""
    told = {"count": "mismatches", "days": "mismatch_days", "nothing": "unoffered"}
    return agreements.offer_mismatch({name: numbers[column] for name, column in told.items()})


def asked(numbers: Numbers) -> str:
    count = int(numbers["unordered"])
    if count > 1:
        return agreements.inquiry_without_order({"count": count})
    if not count:
        return ""
    days = max(int(numbers["unordered_days"]), 1)
    return ngettext(
        "Asked <b>%(days)d day ago</b>, and did not order",
        "Asked <b>%(days)d days ago</b>, and did not order",
        days,
    ) % {"days": days}


def wishes(numbers: Numbers) -> str:
    if not numbers["needs"]:
        return ""
    return needs.unanswered_need({"count": numbers["needs"], "days": numbers["need_days"]})


def declined(numbers: Numbers) -> str:
    if not numbers["declined"]:
        return ""
    return needs.declined_work({"count": numbers["declined"], "days": numbers["declined_days"]})


def advised(numbers: Numbers) -> str:
    """The same where it keeps them: a reason to come."""
    count = int(numbers["declined"])
    if not count:
        return ""
    return ngettext(
        "<b>%(count)d job</b> recommended, not done yet",
        "<b>%(count)d jobs</b> recommended, not done yet",
        count,
    ) % {"count": count}


# -------------------------------------------------------------------- terms
def terms(numbers: Numbers) -> str:
    found = first(
        numbers,
        worse=(dearer, rose, clashes, ends, cheaper, fell),
        better=(cheaper, fell, bound, ends, clashes, dearer, rose),
    )
    if found:
        return found
    if numbers.get("contract"):
        return _("<b>Contract in force</b>; neither near its end nor dear")
    return _("<b>No contract</b> in force")


def dearer(numbers: Numbers) -> str:
    over = numbers.get("over_market", 0)
    return agreements.price_over_market({"over": over}) if percent(over) > 0 else ""


def cheaper(numbers: Numbers) -> str:
    under = -percent(numbers.get("over_market", 0))
    return _("Contract price <b>%(under)d%% under</b> the market") % {"under": under} if under > 0 else ""


def rose(numbers: Numbers) -> str:
    rise = numbers.get("price_rise", 0)
    return agreements.price_rise({"rise": rise}) if percent(rise) > 0 else ""


def fell(numbers: Numbers) -> str:
    fall = -percent(numbers.get("price_rise", 0))
    return _("New contract <b>%(fall)d%% cheaper</b> than the last") % {"fall": fall} if fall > 0 else ""


def clashes(numbers: Numbers) -> str:
    if not numbers["clashes"]:
        return ""
    return agreements.clashing_terms({"days": numbers["clash_ends_in"]})


def ends(numbers: Numbers) -> str:
    return agreements.contract_ending({"days": numbers["ends_in"]}) if numbers["ending_contracts"] else ""


def bound(numbers: Numbers) -> str:
    """What keeps them though it ends, clashes or is dear."""
    if not numbers.get("contract"):
        return ""
    if numbers["ending_contracts"]:
        days = int(numbers["ends_in"])
        return ngettext(
            "Contract in force <b>for %(days)d more day</b>",
            "Contract in force <b>for %(days)d more days</b>",
            days,
        ) % {"days": days}
    worries = any(fact(numbers) for fact in (clashes, dearer, rose))
    return _("<b>Contract in force</b>") if worries else ""


# ------------------------------------------------------------ people, goods
def known_people(numbers: Numbers) -> str:
    return first(numbers, worse=(decider_left, owner_left, who_knows_whom), better=(who_knows_whom,))


def decider_left(numbers: Numbers) -> str:
    if "decider_left_days" not in numbers:
        return ""
    return people.decision_maker_left({"days": numbers["decider_left_days"], "left": numbers["deciders"]})


def owner_left(numbers: Numbers) -> str:
    return people.owner_left({"days": numbers["owner_left_days"]}) if "owner_left_days" in numbers else ""


def who_knows_whom(numbers: Numbers) -> str:
    """The owner is one of us; a private person is his own contact."""
    contacts, ours = int(numbers["contacts"]), 1 + int(numbers["lines"])
    if not contacts:
        return _("Knows <b>%(ours)d of us</b>") % {"ours": ours}
    return ngettext(
        "<b>%(contacts)d contact</b> there; knows %(ours)d of us",
        "<b>%(contacts)d contacts</b> there; they know %(ours)d of us",
        contacts,
    ) % {"contacts": contacts, "ours": ours}


def taken(numbers: Numbers) -> str:
    found = first(numbers, worse=(category_fell, kinds), better=(kinds, category_fell))
    return found or _("<b>Nothing known</b> of what they come for")


def category_fell(numbers: Numbers) -> str:
    if "category" not in numbers or numbers["category_now"] >= numbers["category_before"]:
        return ""
    told = {"now": numbers["category_now"], "before": numbers["category_before"]}
    return coming.falling_category({"category": str(numbers["category"]), **told})


def kinds(numbers: Numbers) -> str:
    now, before = int(numbers["range_now"]), int(numbers["range_before"])
    if now < before:
        return coming.narrowing_range({"now": now, "before": before})
    if not now:
        return ""
    return ngettext(
        "Came for <b>%(now)d kind</b> of things; %(before)d before",
        "Came for <b>%(now)d kinds</b> of things; %(before)d before",
        now,
    ) % {"now": now, "before": before}


# ------------------------------------------------------------------ returns
def returns(numbers: Numbers) -> str:
    found = first(
        numbers,
        worse=(refund_late, claims, brought_back, asked_back),
        better=(brought_back, claims, asked_back, refund_late),
    )
    return found or _("Brought <b>nothing</b> back")


def refund_late(numbers: Numbers) -> str:
    late = numbers["refund_late_days"]
    return expectations.returned_goods({"late": late}) if numbers["refunds_late"] and late else ""


def claims(numbers: Numbers) -> str:
    count, refused, days = (numbers[name] for name in ("claims", "claims_refused", "claim_open_days"))
    if not count:
        return ""
    if refused or days > 1:
        of = "refused" if refused else "open"
        return expectations.warranty_claims({"of": of, "count": count, "refused": refused, "days": days})
    return ngettext(
        "<b>%(count)d warranty claim</b> within a year",
        "<b>%(count)d warranty claims</b> within a year",
        int(count),
    ) % {"count": int(count)}


def brought_back(numbers: Numbers) -> str:
    if not numbers["brought_back"]:
        return ""
    share = percent(numbers["brought_back"]) or 1
    return _("Brought <b>%(share)d%%</b> back of what they bought") % {"share": share}


def asked_back(numbers: Numbers) -> str:
    count = int(numbers["returns"])
    if not count:
        return ""
    return ngettext(
        "<b>%(count)d return</b> within a year", "<b>%(count)d returns</b> within a year", count
    ) % {"count": count}


SAID: dict[str, Fact] = {
    "payment": payment,
    "complaints": complaints,
    "promises": promises,
    "inquiries": inquiries,
    "terms": terms,
    "people": known_people,
    "goods": taken,
    "returns": returns,
}

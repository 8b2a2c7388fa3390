"""What a policy's form would change whose values are valid and not saved: for pages and HTTP alike."""

from typing import Any

from customers.models import Customer
from signals import ledger
from signals.detector_forms import DetectorForm, SegmentForm
from signals.foresight import Foreseen
from signals.forms import TierForm
from signals.health.forms import HealthForm, ProfileForm
from signals.health.moves import BandMoves, band_moves
from signals.policies import detectors_followed, own_months, profiles_followed, scoring_policy
from signals.preview import Accusations, accusations
from signals.segments import replacing
from staff.models import User


def accused(kind: str, form: DetectorForm) -> Accusations:
    """Whom the form's rule, which is valid and not saved, would accuse on the day of the newest night."""
    followed = detectors_followed()[kind]
    wanted = with_segment(followed, form) if isinstance(form, SegmentForm) else {**followed, **form.rule}
    return accusations(kind, wanted, as_of=ledger.judged_day())


def with_segment(followed: dict[str, Any], form: SegmentForm) -> dict[str, Any]:
    """What would hold: the form's rule in place of the one that the same customers have."""
    return {**followed, "segments": replacing(followed["segments"], {**form.whose, **form.rule})}


def changing(found: Accusations, *, by: User) -> dict[str, list[Customer]]:
    """Some of those whom it would begin and cease to accuse, if one may see them."""
    keys = [*found.newly, *found.no_longer]
    seen = Customer.objects.visible_to(by).in_bulk(keys)
    return {
        "newly": [seen[key] for key in found.newly if key in seen],
        "no_longer": [seen[key] for key in found.no_longer if key in seen],
    }


def moved(form: HealthForm | ProfileForm) -> BandMoves:
    """Who would change band under the form's values, which are valid and not saved."""
    policy = scoring_policy()
    bands = form.bands if isinstance(form, HealthForm) else None
    return band_moves(
        replacing(profiles_followed(), {**form.whose, "caps": form.caps}),
        bands=bands or {"at_risk_below": policy.at_risk_below, "well_from": policy.well_from},
        as_of=ledger.judged_day(),
    )


def movers(moves: BandMoves, *, by: User) -> list[tuple[Customer, int, int]]:
    """Some of those who would change band, if one may see them: (customer, health now, then)."""
    seen = Customer.objects.visible_to(by).in_bulk([key for key, _now, _then in moves.movers])
    return [(seen[key], now, then) for key, now, then in moves.movers if key in seen]


def replaced_by(form: TierForm) -> list[dict[str, Any]]:
    """Months of segments as they would be with the form's, which are valid and not saved."""
    wanted = {**form.whose, "months": list(form.months.values())}
    return replacing(own_months(but=form.cleaned_data["row"]), wanted)


def named(found: Foreseen, *, by: User) -> dict[str, list[Any]]:
    """Some of those who would stand elsewhere, if one may see them, in the order of the preview; movers with
    where they stand now and then."""
    keys = {
        *(pk for pk, _now, _then in [*found.tiers.movers, *found.bands.movers]),
        *(*found.echelons.movers, *found.let_go.newly, *found.let_go.no_longer),
    }
    seen = Customer.objects.visible_to(by).in_bulk(keys)
    return {
        "tier_movers": [(seen[pk], now, then) for pk, now, then in found.tiers.movers if pk in seen],
        "band_movers": [(seen[pk], now, then) for pk, now, then in found.bands.movers if pk in seen],
        "echelon_movers": [seen[pk] for pk in found.echelons.movers if pk in seen],
        "newly": [seen[pk] for pk in found.let_go.newly if pk in seen],
        "no_longer": [seen[pk] for pk in found.let_go.no_longer if pk in seen],
    }

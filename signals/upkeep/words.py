"""What came out of learning, in words."""

from django.utils.translation import gettext as _

from signals.models import Training
from signals.upkeep.card import Card


def outcome(training: Training) -> str:
    """Empty while it is under way."""
    if training.state == Training.State.RUNNING:
        return ""
    if training.state == Training.State.FAILED:
        return _(
            "It broke off: %(told)s. Start it again; if it breaks off once more, tell your administrator."
        ) % {"told": training.error}
    if training.model is None:
        return _("There is nothing to learn from yet; the prior of the policy holds.")
    if training.model.made_at < training.started_at:
        return _("It learned the very same as before: nothing new has come to be known.")
    return Card(training.model).verdict

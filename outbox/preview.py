"""What a template says to a customer before anything is planned: words, length, price, what is wrong."""

from dataclasses import dataclass, field
from decimal import Decimal

from churn_crm.ui import figures
from customers.models import Customer
from outbox import policies
from outbox.models import Channel
from outbox.rendering import Said, Unsayable, names, said
from outbox.template_rules import Wording, missing_in_words, too_long, too_long_in_words
from outbox.values import values_of
from staff.models import User

TOP = 20  # of a list, looked at for a customer who lacks nothing


@dataclass(frozen=True)
class Preview:
    """said: None where it cannot be said to him; `faults` tell what he lacks. price: in his currency."""

    customer: Customer | None
    said: Said | None = None
    price: Decimal = Decimal(0)
    faults: list[str] = field(default_factory=list)

    @property
    def cost(self) -> str:
        """The price in words; a part of an SMS costs a fraction of a cent, which must not be rounded away."""
        currency = self.customer.branch.currency if self.customer else ""
        return figures.sign(currency) + figures.figure(self.price, 4)


def preview(*, wording: Wording, customer: Customer | None) -> Preview:
    """The wording as this customer would read it."""
    if customer is None:
        return Preview(None)
    values = values_of([customer], language=wording.language, channel=wording.channel)[customer.pk]
    try:
        ready = said(
            text=wording.text,
            subject=wording.subject,
            signature=wording.signature.strip(),
            channel=wording.channel,
            values=values,
        )
    except Unsayable as error:
        return Preview(customer, faults=missing_in_words(error))
    long = too_long_in_words(too_long(ready.variables, wording.approver), wording.approver)
    return Preview(customer, ready, price_of(ready), long)


def price_of(ready: Said) -> Decimal:
    """What sending it costs by the policy's price of a part; only SMS cost anything."""
    return policies.sending_policy().sms_price * ready.parts if ready.channel == Channel.SMS else Decimal(0)


def reader_for(user: User, key: int | None, wording: Wording) -> Customer | None:
    """On whom a text is tried: the one asked for if this person may see him, else who lacks nothing for it.

    That one is sought at the top of the list of this person; where all there lack something it is the first.
    """
    seen = Customer.objects.visible_to(user).select_related("branch", "owner")
    chosen = seen.filter(pk=key).first() if key else None
    if chosen:
        return chosen
    top = list(seen.filter(standing__isnull=False).ranked()[:TOP]) or list(seen.order_by("pk")[:TOP])
    held = values_of(top, language=wording.language, channel=wording.channel)
    wanted = names(wording.text) + names(wording.subject)
    fitting = (one for one in top if all(held[one.pk].get(name) for name in wanted))
    return next(fitting, top[0] if top else None)

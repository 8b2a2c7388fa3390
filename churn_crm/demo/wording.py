"""The garage's templates of messages, in both languages, written by its manager as on the page."""

from churn_crm.demo.garage.cast import BUSINESS
from outbox import templates
from outbox.models import Template
from outbox.suggestions import SUGGESTED, as_form
from staff.models import User

SIGNATURES = {"en": "Hexi Auto", "zh-hans": BUSINESS["zh"][0]}


def write_templates(*, by: User) -> None:
    """Those that are suggested to every business; a gateway that approves texts has not seen them yet."""
    for language, suggested in SUGGESTED.items():
        for one in suggested:
            values = as_form(one, language)
            signature = SIGNATURES[language] if values["channel"] == "sms" else ""
            if not Template.objects.in_use().filter(name=values["name"], language=language).exists():
                templates.write(by=by, signature=signature, **values)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        """A start with times that could send a message twice is refused."""
        from outbox import checks, timing  # noqa: F401 (registers the check)

        timing.check_lease()

"""Who changed the rules of sending and its switch: written by triggers. See docs/design/history.md."""

from customers.models.history import recorded
from outbox.models.policy import SendingPolicy, SendingSwitch

SendingPolicyEvent = recorded(SendingPolicy, of="pgh_obj", exclude=("only",))
SendingSwitchEvent = recorded(SendingSwitch, of="pgh_obj", exclude=("only", "fingerprint", "salt"))

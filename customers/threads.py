"""Single-threaded: by how many people on each side a customer and we know each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Threads:
    """What hangs by one thread. contacts: "", "one", "one_bond" or "no_bond"; staff: by one of us only."""

    contacts: str = ""
    staff: bool = False

    def __bool__(self) -> bool:
        return bool(self.contacts or self.staff)


def single_threaded(*, company: bool, bonds: Sequence[int], people: int) -> Threads:
    """Is the customer known by one contact only, or by one of us only?

    bonds: of each contact who is still there, 0 (not known) to 3 (strong); people: how many of us know the
    customer, the owner included. A private person is his own contact, so that only our side counts.
    """
    return Threads(contacts=thread_of(bonds) if company else "", staff=people <= 1)


def thread_of(bonds: Sequence[int]) -> str:
    """No contact at all is no thread: there is nobody who could leave."""
    if len(bonds) == 1:
        return "one"
    bonded = sum(bond > 0 for bond in bonds)
    if not bonds or bonded > 1:
        return ""
    return "one_bond" if bonded else "no_bond"


def contacts_in_words(threads: Threads, *, name: str) -> str:
    """name: the contact by whom it hangs."""
    return {
        "one": _("Known by one contact. If %(name)s leaves, nobody there knows us."),
        "one_bond": _("Only %(name)s has a bond with us."),
        "no_bond": _("No contact has a bond with us."),
    }.get(threads.contacts, "") % {"name": name}


def staff_in_words(threads: Threads, *, name: str) -> str:
    """name: the one of us who knows the customer."""
    return _("Only %(name)s knows this customer here.") % {"name": name} if threads.staff else ""

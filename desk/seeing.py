"""Who sees what, looked up once a person: nobody is told of what he cannot open."""

from collections.abc import Iterable
from typing import Any

from customers.models import Customer
from staff.leading import Sees
from staff.models import User


class Seeing:
    """Of these rows, which a person sees. rows: with `visible_to` · about: keys that will be asked for."""

    def __init__(self, rows: Any, about: Iterable[int] = ()) -> None:
        self.rows, self.about = rows, set(about)
        self.seen: dict[int, set[int]] = {}

    def sees(self, person: User, key: int) -> bool:
        if key not in self.about:
            self.about.add(key)
            self.seen.clear()
        if person.pk not in self.seen:
            found = self.rows.visible_to(person).filter(pk__in=self.about).order_by()
            self.seen[person.pk] = set(found.values_list("pk", flat=True))
        return key in self.seen[person.pk]

    def who_sees(self, key: int) -> Sees:
        """The same as a question about one row."""
        return lambda person: self.sees(person, key)


def customers_seen(about: Iterable[int]) -> Seeing:
    return Seeing(Customer.objects.all(), about)

"""Search keys made anew: after a restore without triggers, or when the readings of signs have changed."""

import io

from django.db import connection, transaction

from customers.models import Customer
from customers.pinyin import readings

SHARD = 20_000  # customers in one transaction


@transaction.atomic
def write_readings() -> None:
    """The readings of signs as they are known now."""
    rows = "".join("\t".join(map(str, row)) + "\n" for row in readings())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_signreading")
        cursor.copy_expert("COPY customers_signreading FROM STDIN", io.StringIO(rows))


@transaction.atomic
def rebuild_shard(*, after: int, size: int = SHARD) -> int | None:
    """Keys of the next `size` customers. Returns the last of them, None when there are no more."""
    keys = Customer.objects.filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)
    found = list(keys.values_list("pk", flat=True)[:size])
    if not found:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_refresh_keys(%s::bigint[])", [found])
    return found[-1]

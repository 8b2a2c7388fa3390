"""The real sales that ship with the project, in full: no row is lost, and none counts twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Max, Min, Sum

from customers.models import Customer, Visit
from tests.customers.importing import counts, imported

# Counted in the file itself, by other means.
ROWS, CUSTOMERS, SOLD = 69_659, 23_570, Decimal("2500315.63")


# Committed block by block, as in life: within one transaction nobody would learn how full the tables are.
@pytest.mark.django_db(transaction=True)
def test_all_purchases_of_the_record_shop_come_in_and_again_change_nothing(settings, tmp_path):
    settings.LOCAL_DIR, settings.TODAY = tmp_path / "local", date(1998, 6, 30)
    path = settings.BASE_DIR / "demo" / "cdnow.csv.gz"

    assert counts(imported(path, source="cdnow")) == (ROWS, 0, 0, 0)
    assert Customer.objects.count() == CUSTOMERS
    figures = Visit.objects.aggregate(sold=Sum("amount"), first=Min("day"), last=Max("day"))
    assert figures == {"sold": SOLD, "first": date(1997, 1, 1), "last": date(1998, 6, 30)}

    assert counts(imported(path, source="cdnow")) == (0, 0, ROWS, 0)
    assert Visit.objects.count() == ROWS

"""Which demo is loaded, into which database: apart from test_demo.py, where the garage is already there."""

import pytest
from django.core.management import call_command

from churn_crm.demo import doubles, loading, record_shop, staffing, writing
from churn_crm.demo.garage import generate
from customers.models import Customer
from tests.test_demo import DAY, SMALL


def test_a_database_with_people_is_left_alone(zhou, capsys):
    call_command("demo", "--name", "garage")
    assert Customer.objects.count() == 0
    assert "nothing was loaded" in capsys.readouterr().out


def test_none_loads_nothing(db, capsys):
    call_command("demo", "--name", "none")
    assert loading.is_empty()
    assert loading.logins() == ""


def test_the_record_shop_refuses_another_day(db):
    with pytest.raises(loading.DemoError, match="TODAY=1998-06-30"):
        loading.load("record-shop", say=print)


def test_the_record_shop_is_shared_by_its_account_managers(db, settings, tmp_path, monkeypatch):
    settings.TODAY = record_shop.DAY
    sales = tmp_path / "cdnow.csv"
    rows = [f"{customer},1997-01-0{customer % 9 + 1},12.50,1" for customer in range(1, 31)]
    sales.write_text("customer_id,ts,amount,n_items\n" + "\n".join(rows) + "\n")
    monkeypatch.setattr(record_shop, "FILE", sales)

    assert record_shop.import_sales(record_shop.hire()) == 30

    owners = Customer.objects.values_list("owner__username", flat=True)
    assert sorted(set(owners)) == ["amy", "ben", "cora"]
    assert all(list(owners).count(name) == 10 for name in ("amy", "ben", "cora"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_in_latin_letters_has_no_hanzi(db, settings, language):
    garage = generate(day=DAY, size=SMALL)
    settings.TODAY = DAY
    people = staffing.hire_garage(language=language)
    writing.write(garage, people=people, day=DAY, language=language)
    doubles.register_twice(language=language)
    assert not Customer.objects.filter(latin_name__regex="[\u3400-\u9fff]").exists()
    muyun = Customer.objects.get(code=garage.customers.code[0])
    both = {"en": ("Muyun Kindergartens", ""), "zh": ("木云幼教", "Muyun Kindergartens")}
    assert (muyun.name, muyun.latin_name) == both[language]

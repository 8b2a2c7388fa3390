"""Single-threaded: a table of bonds and people."""

import pytest

from customers.threads import Threads, contacts_in_words, single_threaded, staff_in_words


@pytest.mark.parametrize(
    ("company", "bonds", "people", "threads"),
    [
        (True, [3], 2, Threads("one")),
        (True, [0], 2, Threads("one")),
        (True, [3, 0, 0], 2, Threads("one_bond")),
        (True, [0, 0], 2, Threads("no_bond")),
        (True, [1, 1], 2, Threads()),
        (True, [], 2, Threads()),
        (True, [1, 2], 1, Threads("", staff=True)),
        (True, [3], 1, Threads("one", staff=True)),
        (False, [], 1, Threads("", staff=True)),
        (False, [3], 2, Threads()),
    ],
)
def test_a_customer_hangs_by_one_thread(company, bonds, people, threads):
    found = single_threaded(company=company, bonds=bonds, people=people)
    assert found == threads
    assert bool(found) == bool(threads.contacts or threads.staff)


def test_it_says_by_whom():
    assert "if wang fang leaves" in contacts_in_words(Threads("one"), name="Wang Fang").lower()
    assert contacts_in_words(Threads("one_bond"), name="Li") == "Only Li has a bond with us."
    assert contacts_in_words(Threads(), name="Li") == ""
    assert staff_in_words(Threads(staff=True), name="Lin") == "Only Lin knows this customer here."
    assert staff_in_words(Threads("one"), name="Lin") == ""

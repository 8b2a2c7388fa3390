"""Two people change the same record: a table of who changed what."""

import pytest

from customers.reconciling import three_way


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "becomes", "conflicts", "taken_over"),
    [
        ("a", "a", "a", "a", (), ()),
        ("a", "a", "b", "b", (), ()),
        ("a", "b", "a", "b", (), ("region",)),
        ("a", "b", "b", "b", (), ()),
        ("a", "b", "c", "c", ("region",), ()),
        ("", "b", None, None, ("region",), ()),
    ],
)
def test_a_field_is_whose_it_was_changed_by(base, theirs, mine, becomes, conflicts, taken_over):
    merge = three_way(base={"region": base}, theirs={"region": theirs}, mine={"region": mine})
    assert merge.values == {"region": becomes}
    assert (merge.conflicts, merge.taken_over) == (conflicts, taken_over)


def test_without_a_base_every_difference_is_a_conflict():
    merge = three_way(base={}, theirs={"region": "N", "note": "x"}, mine={"region": "S", "note": "x"})
    assert merge.conflicts == ("region",)


def test_fields_are_merged_one_by_one():
    base = {"region": "N", "note": "", "email": ""}
    merge = three_way(
        base=base,
        theirs={"region": "S", "note": "theirs", "email": ""},
        mine={"region": "N", "note": "mine", "email": "a@b.cn"},
    )
    assert merge.values == {"region": "S", "note": "mine", "email": "a@b.cn"}
    assert (merge.conflicts, merge.taken_over) == (("note",), ("region",))

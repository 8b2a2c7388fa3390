"""Skip rules and answers: tables, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.surveys.questions import Asked, Rule, check, faults_of_rule, passes, read

SATISFIED = Asked(1, "satisfaction", required=True)
REASONS = Asked(2, "several", required=True, options=3, rule=Rule(1, "at_most", 3))
WHICH = Asked(3, "text", rule=Rule(2, "contains", 2))
NPS = Asked(4, "nps")
ALL = [SATISFIED, REASONS, WHICH, NPS]


@pytest.mark.parametrize(
    ("test", "value", "answer", "opens"),
    [
        ("is", 3, 3, True),
        ("is", 3, 4, False),
        ("at_most", 3, 3, True),
        ("at_most", 3, 4, False),
        ("at_least", 9, 9, True),
        ("at_least", 9, 8, False),
        ("contains", 2, (1, 2), True),
        ("contains", 2, (1, 3), False),
        ("is", 2, (2,), True),
        ("at_most", 2, (1,), False),
        ("is", 1, "1", False),
        ("is", 1, None, False),
    ],
)
def test_a_rule_opens_for_the_answers_that_pass(test, value, answer, opens):
    assert passes(Rule(1, test, value), answer) is opens


@pytest.mark.parametrize(
    ("satisfied", "reasons", "asked"),
    [
        ([], [], [1, 4]),
        (["5"], [], [1, 4]),
        (["2"], ["1"], [1, 2, 4]),
        (["2"], ["2"], [1, 2, 3, 4]),
        (["5"], ["2"], [1, 4]),  # what hangs on a hidden question is hidden, whatever was sent for it
    ],
)
def test_questions_come_and_go_with_the_answers_before_them(satisfied, reasons, asked):
    checked = check(ALL, {1: satisfied, 2: reasons, 3: ["words"], 4: ["9"]})
    assert [*checked.faults, *checked.answers] == asked


@pytest.mark.parametrize(
    ("question", "sent", "read_as"),
    [
        (SATISFIED, ["4"], 4),
        (SATISFIED, ["0"], None),
        (SATISFIED, ["6"], None),
        (SATISFIED, ["4", "5"], None),
        (SATISFIED, ["good"], None),
        (SATISFIED, [], ()),
        (NPS, ["0"], 0),
        (NPS, ["10"], 10),
        (NPS, ["11"], None),
        (NPS, ["-1"], None),
        (NPS, ["٣"], None),  # digits, but not ours
        (REASONS, ["3", "1", "3"], (1, 3)),
        (REASONS, ["4"], None),
        (Asked(5, "one", options=2), ["2"], (2,)),
        (Asked(5, "one", options=2), ["1", "2"], None),
        (Asked(6, "scale", most=7), ["7"], 7),
        (Asked(6, "scale", most=7), ["8"], None),
        (WHICH, ["  too long \x00"], "too long"),
        (WHICH, ["x" * 2001], None),
        (WHICH, [], ""),
    ],
)
def test_what_a_form_sends_is_read_or_refused(question, sent, read_as):
    assert read(question, sent) == read_as


def test_a_hidden_question_needs_no_answer_and_keeps_none():
    checked = check(ALL, {1: ["5"], 2: ["1"], 3: ["words"], 4: ["9"]})
    assert checked.answers == {1: 5, 4: 9}
    assert checked.faults == {}


def test_a_shown_question_that_must_be_answered_is_missed():
    assert set(check(ALL, {1: ["2"]}).faults) == {2}
    assert set(check(ALL, {}).faults) == {1}


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (Rule(1, "at_most", 3), ""),
        (Rule(1, "at_most", 6), "from 1 to 5"),
        (Rule(1, "contains", 2), "does not fit"),
        (Rule(4, "at_most", 3), "look back"),
        (Rule(9, "is", 1), "look back"),
    ],
)
def test_a_skip_rule_looks_back_and_fits(rule, wrong):
    words = faults_of_rule(rule, guarded=REASONS, earlier=[SATISFIED])
    assert wrong in words
    assert bool(words) == bool(wrong)


@st.composite
def surveys(draw):
    """Questions with rules about earlier ones."""
    made: list[Asked] = []
    for key in range(1, draw(st.integers(1, 7)) + 1):
        kind = draw(st.sampled_from(("satisfaction", "nps", "scale", "one", "several", "text")))
        rule = None
        if made and draw(st.booleans()):
            test = draw(st.sampled_from(("is", "at_most", "at_least", "contains")))
            rule = Rule(draw(st.sampled_from(made)).id, test, draw(st.integers(0, 10)))
        made.append(Asked(key, kind, draw(st.booleans()), options=4, rule=rule))
    return made


sent_words = st.lists(st.sampled_from(["", "0", "1", "2", "3", "5", "9", "10", "99", "x", "yes"]), max_size=3)


def shown(questions, answers):
    """The ids of the questions that are asked, by the rules alone."""
    seen = []
    for one in questions:
        rule = one.rule
        if rule is None or (rule.question in seen and passes(rule, answers.get(rule.question))):
            seen.append(one.id)
    return seen


@given(surveys(), st.dictionaries(st.integers(1, 8), sent_words))
def test_only_shown_questions_have_answers_and_every_fault_is_about_one(questions, sent):
    checked = check(questions, sent)
    asked = shown(questions, checked.answers)
    assert set(checked.answers) <= set(asked)
    assert set(checked.faults) <= set(asked)
    for one in questions:
        if one.id in asked and one.required:
            assert (one.id in checked.answers) != (one.id in checked.faults)


@given(surveys(), st.dictionaries(st.integers(1, 8), sent_words))
def test_checking_what_was_kept_changes_nothing(questions, sent):
    kept = check(questions, sent).answers
    again = {
        key: [str(one) for one in value] if isinstance(value, tuple) else [str(value)]
        for key, value in kept.items()
    }
    assert check(questions, again).answers == kept

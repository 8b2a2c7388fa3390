"""Every component as a template writes it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from churn_crm.ui import chips


def rendered(source: str, language: str = "en", **context) -> str:
    with translation.override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [
        ('{% money 18240 "CNY" %}', "en", "¥18,240"),
        ('{% money 18240 "CNY" %}', "zh-hans", "¥18,240"),
        ('{% money -3400 "CNY" %}', "en", "−¥3,400"),
        ('{% money nothing "CNY" %}', "en", "–"),
        ('{% money 1240.5 "USD" cents=True %}', "en", "$1,240.50"),
        ('{% money 412600 "CNY" compact=True %}', "en", "¥412,600"),
        ('{% money 1860000 "CNY" compact=True %}', "en", "¥1.86 M"),
        ('{% money 412600 "CNY" compact=True %}', "zh-hans", "¥41.26 万"),
        ('{% money 99000 "CNY" compact=True %}', "zh-hans", "¥99,000"),
        ("{% percent 0.614 %}", "en", "61%"),
        ("{% percent 0.614 1 %}", "en", "61.4%"),
        ("{% points 19 %}", "en", "+19"),
        ("{% points -6 %}", "en", "−6"),
        ("{{ 11482|figure }}", "en", "11,482"),
        ("{{ 3.5|figure:1 }}", "en", "3.5"),
        ("{{ 0.02|measure:3 }}", "en", "0.020"),
        ("{{ -0.5|measure:2 }}", "en", "−0.50"),
        ("{{ nothing|measure:2 }}", "en", "–"),
        ("{{ 0.08|measured_share }}", "en", "8.0%"),
        ("{{ nothing|measured_share }}", "en", "–"),
        ("{{ '+8613812342047'|masked_phone }}", "en", "138 **** 2047"),
        ("{{ '138 1234 2047'|masked_phone }}", "en", "138 **** 2047"),
        ("{{ '+442079460018'|masked_phone }}", "en", "442 **** 0018"),
        ("{{ '+862885127788'|masked_phone }}", "en", "028 **** 7788"),
        ("{{ '+861062345678'|masked_phone }}", "en", "010 **** 5678"),
        ("{{ '12345'|masked_phone }}", "en", "**** 45"),
        ("{{ ''|masked_phone }}", "en", "–"),
    ],
)
def test_figures_read_as_people_write_them(source, language, expected):
    assert rendered(source, language, nothing=None) == expected


@pytest.mark.parametrize(
    ("style", "english", "chinese"),
    [
        ("full", "14 June", "6月14日"),
        ("short", "14 Jun", "6月14日"),
        ("weekday", "Sun 14 June", "6月14日 周日"),
        ("month", "June 2026", "2026年6月"),
    ],
)
def test_days_follow_the_language(style, english, chinese):
    source = '{% day on "' + style + '" %}'
    assert rendered(source, on=date(2026, 6, 14)) == english
    assert rendered(source, "zh-hans", on=date(2026, 6, 14)) == chinese


def test_a_day_far_away_carries_its_year():
    assert rendered("{% day on %}", on=date(2024, 12, 27)) == "27 December 2024"
    assert rendered('{{ on|day:"short" }}', on=date(2025, 12, 27)) == "27 Dec"


def test_a_moment_is_shown_in_the_readers_zone():
    at = datetime(2026, 6, 3, 2, 12, tzinfo=UTC)
    assert rendered("{% moment at %}", at=at) == "3 Jun, 10:12"
    assert rendered("{% moment at %}", "zh-hans", at=at) == "6月3日 10:12"


def test_what_is_known_by_its_day_shows_no_time():
    midnight = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
    assert rendered("{{ at|happened }}", at=midnight) == "3 Jun"
    assert rendered("{{ at|happened }}", at=midnight + timedelta(hours=1)) == "3 Jun, 01:00"


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        (
            '{% icon "phone" "cr-good" %}',
            ['class="cr-i cr-i-phone cr-good"', 'stroke-width="1.5"', 'aria-hidden="true"'],
        ),
        ('{% chip "fact" %}', ['class="cr-chip"', "fact"]),
        ('{% chip "Works" "good" %}', ["cr-chip-good", "cr-i-circle-check"]),
        ('{% chip "Prior" "prior" %}', ["cr-chip-dash", "cr-i-flask-2"]),
        ("{% chip dangerous %}", ["&lt;b&gt;"]),
        ("{% count 7 bad=True %}", ["cr-count-bad", ">7<"]),
        ("{% tier 0 %}", ["No visit yet", "cr-tierg-0"]),
        ("{% tier 3 %}", ["6–12 mo", "cr-tierg-3"]),
        ('{% tier 2 "90+ days" %}', ["90+ days"]),
        ("{% tier nothing %}", ["No visit yet"]),
        ("{% vip %}", ["cr-vip", "VIP"]),
        ("{% echelon 1 %}", ['title="Value echelon 1"', "E1"]),
        (
            '{% trend -8 "17% fewer" "46 in April" better="down" %}',
            ["cr-good", "arrow-down-right", "46 in April"],
        ),
        ('{% trend 7 "7% more" better="down" %}', ["cr-bad", "arrow-up-right"]),
        ('{% trend 0 "as before" %}', ["cr-t2", "arrow-right"]),
        ("{% consent channels %}", ["Calls: yes", "E-mail: no consent", 'class="no"']),
        ('{% key "j" "k" %}', ["<kbd>j</kbd><kbd>k</kbd>"]),
        ("{% logo %}", ["cr-logo"]),
        ('{% bar 0.45 "good" %}', ["cr-bar-good", 'width="45.0%"', 'aria-hidden="true"']),
        ('{% bar 7 label="Seven of one" %}', ['width="100%"', 'aria-label="Seven of one"']),
        ("{% ring 34 1 %}", ["cr-ring-bad", 'stroke-dasharray="34 100"']),
        ("{% ring 70 3 52 %}", ["cr-ring-good", 'aria-label="Health score 70 of 100"', ">70</text>"]),
        ("{% meter 18 24 %}", ["18 of 24 calls made today", "<b>18</b> of 24"]),
        ("{% spark values %}", ['class="prev"', 'class="now"']),
        ("{% skeleton 3 %}", ['aria-busy="true"', "Loading"]),
        ('{% show_more "/next" "closest li" %}', ['hx-get="/next"', "Show more"]),
    ],
)
def test_a_mark_draws_what_it_says(source, parts):
    channels = [("call", True), ("email", False)]
    html = rendered(source, nothing=None, dangerous="<b>", values=[3, Decimal(5), 4], channels=channels)
    assert [part for part in parts if part not in html] == []
    assert "style=" not in html


def test_nothing_is_drawn_for_what_is_not_known():
    assert rendered("{% echelon nothing %}{% spark one %}", nothing=None, one=[1]) == ""


def test_the_meter_has_one_tick_a_call():
    html = rendered("{% meter 2 5 %}")
    assert (html.count('class="on"'), html.count('class="off"')) == (2, 3)


def test_a_meter_without_calls_still_draws():
    assert "0 of 0" in rendered("{% meter 0 0 %}")


def test_a_card_names_itself_and_keeps_its_foot():
    html = rendered(
        '{% card "Why" tells="Because." css="cr-s6" %}body{% cardfoot %}to do{% endcardfoot %}{% endcard %}'
    )
    heading = html.split('aria-labelledby="')[1].split('"')[0]
    assert f'<h2 id="{heading}">Why</h2>' in html
    assert '<p class="cr-tells">Because.</p>' in html
    assert '<div class="cr-card-f">to do</div>' in html


def test_notes_banners_and_empty_states_keep_their_content():
    html = rendered(
        '{% note "warn" %}<b>x</b>{% endnote %}{% banner %}stale{% endbanner %}'
        '{% empty "Nobody" "filter-off" "Loosen the filter." %}<a href="/">Clear</a>{% endempty %}'
    )
    for part in ("cr-note-warn", "<b>x</b>", 'role="status"', "Loosen the filter.", '<a href="/">Clear</a>'):
        assert part in html


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the invoice.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    cause = forms.ChoiceField(label="Cause", choices=[("a", "Waiting")])
    severity = forms.ChoiceField(label="Severity", choices=[("l", "Low")], widget=forms.RadioSelect)
    solved = forms.BooleanField(label="Solved", required=False)

    def clean(self):
        raise forms.ValidationError("These two do not fit.")


def test_a_field_ties_label_help_and_error_together():
    html = rendered("{% field form.name %}", form=Sample({}))
    assert '<label class="form-label" for="id_name">Name</label>' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "id_name_helptext" in html.split("aria-describedby=")[1]
    assert 'aria-invalid="true"' in html


def test_the_placeholder_of_another_library_goes_with_its_label():
    class Theirs(forms.Form):
        login = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Username or email"}))

    assert "placeholder" in rendered("{% field form.login %}", form=Theirs())
    html = rendered('{% field form.login label="User name or e-mail" %}', form=Theirs())
    assert "User name or e-mail" in html
    assert "placeholder" not in html


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("note", ["form-control", "(optional)"]),
        ("cause", ["form-select"]),
        ("severity", ["<fieldset", "cr-seg", 'type="radio"']),
        ("solved", ["cr-check", "form-check-input"]),
    ],
)
def test_each_kind_of_field_has_its_look(name, parts):
    html = rendered("{% field field %}", field=Sample()[name])
    assert [part for part in parts if part not in html] == []


def test_what_is_wrong_with_the_whole_form_stands_above_it():
    assert "These two do not fit." in rendered("{% form_errors form %}", form=Sample({}))
    assert rendered("{% form_errors form %}", form=Sample()) == ""


def stood(tier: int, *, since: int | None, until: int | None) -> SimpleNamespace:
    """Last here on 31 August; his tier began and the next begins so many months later."""
    border: dict[int | None, date | None] = {
        3: date(2025, 11, 30),
        2: date(2025, 10, 31),
        4: date(2025, 12, 31),
        6: date(2026, 2, 28),
    }
    border |= {8: date(2026, 4, 30), 12: date(2026, 8, 31), None: None}
    return SimpleNamespace(
        tier=tier, tier_since=border[since], next_tier_on=border[until], last_visit_on=date(2025, 8, 31)
    )


@pytest.mark.parametrize(
    ("standing", "now", "following"),
    [
        (stood(2, since=3, until=6), "3–6 mo", "6–12 mo"),
        (stood(2, since=2, until=4), "2–4 mo", "4+ mo"),
        (stood(3, since=4, until=8), "4–8 mo", "8+ mo"),
        (stood(3, since=6, until=12), "6–12 mo", "12+ mo"),
        (stood(2, since=None, until=None), "3–6 mo", "6–12 mo"),
    ],
)
def test_a_tier_is_named_by_the_months_that_hold_for_the_customer(standing, now, following):
    assert now in rendered("{% tier_of standing %}", standing=standing)
    assert chips.next_away(standing) == following


def test_the_last_tier_has_no_end_and_whom_no_night_has_seen_no_tier():
    assert "8+ mo" in rendered("{% tier_of standing %}", standing=stood(4, since=8, until=None))
    assert "2–4 个月" in rendered("{% tier_of standing %}", "zh-hans", standing=stood(2, since=2, until=4))
    assert "No visit yet" in rendered("{% tier_of nobody %}", nobody=None)

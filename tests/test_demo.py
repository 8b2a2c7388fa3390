"""The invented garage: the same for the same seed and day, at the rates of the trade, never stale."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from django.db import connection, transaction
from django.db.models import Avg, Max, Min
from django.test import override_settings
from django.utils import translation

from churn_crm import clock
from churn_crm.demo import (
    compensating,
    complaining,
    corresponding,
    doubles,
    inspecting,
    judging,
    knowing,
    learning,
    loading,
    recalling,
    replay,
    rolling,
    signs,
    solutions,
    speaking,
    staffing,
    surveying,
    voicing,
    wording,
    writing,
)
from churn_crm.demo.garage import generate, letters
from churn_crm.demo.garage.agreements import GOES_WITHIN
from churn_crm.demo.garage.contacts import ZONE, make_contacts, make_promises
from churn_crm.demo.inspecting import OF_TECHNICIAN, TOO_GOOD
from churn_crm.demo.work import work
from customers.duplicates.search import find_duplicates
from customers.imports.undo import undo
from customers.merging import service as merging
from customers.merging.tables import tables
from customers.models import (
    Customer,
    CustomerEvent,
    CustomerStanding,
    DuplicateCandidate,
    Import,
    ImportKept,
    Invoice,
    Merge,
    Visit,
)
from desk.models import (
    Affected,
    Answer,
    Article,
    ArticleUse,
    ArticleVersion,
    Compensation,
    Complaint,
    Inspection,
    Invitation,
    Matter,
    Promise,
    QualityFigure,
    Recommendation,
    Rectification,
    RectificationEvent,
    Response,
    SatisfactionScore,
    Survey,
    TruthPolicy,
    Voice,
    WorkOrderRating,
)
from desk.quality.truth.checks import find
from desk.quality.truth.checks.observed import Limits
from desk.quality.truth.frames import observe
from outbox import consents
from outbox.models import Attempt, Message, Receipt, Reply, Spending
from retention.models import Action, ActionEvent
from retention.night import run_night
from signals.learning import backtesting
from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import measure
from signals.learning.origins import outcome
from signals.learning.prior import Prior
from signals.learning.training import fit
from signals.life import states
from signals.models import ChurnModel, ChurnSignal, ModelCheck, NightlyRun, SignalEvent, Snapshot, TierMove
from signals.purchases import read_in_one_unit
from signals.upkeep import store
from signals.upkeep.training import with_bins
from staff.models import Branch, Notice, User
from staff.notices import notify
from tests.customers.importing import imported, written
from tests.factories import at

DAY = date(2026, 6, 16)
SMALL = 300


@pytest.fixture(scope="module")
def garage():
    return generate(day=DAY, size=SMALL)


@pytest.fixture(scope="module")
def larger():
    return generate(day=DAY, size=1200)


def test_the_same_seed_and_day_give_the_same_garage(garage):
    again = generate(day=DAY, size=SMALL)
    frames = {**vars(garage), **garage.agreements}
    others = {**vars(again), **again.agreements}
    for name in frames.keys() - {"agreements"}:
        pd.testing.assert_frame_equal(frames[name], others[name])


def test_another_seed_gives_another_garage(garage):
    assert not generate(day=DAY, size=SMALL, seed=7).visits.equals(garage.visits)


def test_nothing_happens_on_the_day_itself_or_later(garage):
    assert garage.visits.day.max() < DAY
    assert garage.invoices.issued_on.max() < DAY
    assert garage.invoices.paid_on.dropna().max() < DAY
    assert garage.complaints.day.max() < DAY


def test_tiers_today_come_out_near_36_22_18_24_per_cent(larger):
    visits = larger.visits[
        ~larger.visits.cancelled & larger.visits.type.isin(("maintenance", "repair", "inspection"))
    ]
    last = pd.to_datetime(visits.groupby("customer").day.max())
    borders = [pd.Timestamp(DAY) - pd.DateOffset(months=months) for months in (3, 6, 12)]
    tiers = np.select([last > border for border in borders], [1, 2, 3], 4)
    shares = pd.Series(tiers).value_counts(normalize=True).sort_index()
    assert shares.tolist() == pytest.approx([0.36, 0.22, 0.18, 0.24], abs=0.07)


def test_the_first_15_per_cent_of_customers_bring_near_58_per_cent_of_revenue(larger):
    year = larger.visits[larger.visits.day >= DAY - timedelta(days=365)]
    spend = year.groupby("customer").amount.sum().sort_values(ascending=False)
    first = spend.head(int(len(spend) * 0.15)).sum() / spend.sum()
    assert first == pytest.approx(0.58, abs=0.09)


def test_bills_add_up_to_their_visits(garage):
    billed = garage.lines.groupby("visit").amount.sum()
    assert billed.to_numpy() == pytest.approx(garage.visits.amount.reindex(billed.index).to_numpy())


def test_the_customers_written_by_hand_keep_their_rhythm(garage):
    days = garage.visits[garage.visits.customer == 0].day
    gaps = pd.Series(sorted(set(days))).diff().dropna().map(lambda gap: gap.days)
    assert garage.customers.latin_name[0] == "Muyun Kindergartens"
    assert (DAY - max(days)).days == 171
    assert gaps.median() == pytest.approx(92, abs=10)


def test_who_leaves_has_said_so(larger):
    """Complaints and bad ratings, and invoices of companies, tell those who leave from those who stay."""
    leaves = larger.visits.groupby("customer").leaving.any()
    complained = larger.visits.groupby("customer").complained.any()
    assert complained[leaves].mean() > 3 * complained[~leaves].mean()
    of_leaver = larger.scores.visit.map(larger.visits.leaving)
    bad = larger.scores.score <= 3
    assert bad[of_leaver].mean() > 5 * bad[~of_leaver].mean()
    assert (~bad).mean() == pytest.approx(0.91, abs=0.03)
    due, paid = (pd.to_datetime(larger.invoices[name]) for name in ("due_on", "paid_on"))
    late = (paid.fillna(pd.Timestamp(DAY)) - due).dt.days.clip(lower=0)
    worst = late.groupby(larger.invoices.customer).max()
    goes = leaves.reindex(worst.index)
    assert worst[goes].median() > 3 * worst[~goes].median()


def test_the_contracts_of_those_who_go_are_dearer_and_run_out_soon_after_they_came_last(larger):
    agreed = larger.agreements["contracts"].iloc[1:]
    of = larger.visits.groupby("customer").agg(last=("day", "max"), goes=("leaving", "any"))
    goes = agreed.customer.map(of.goes) & ~agreed.customer.isin(range(17))
    left = (pd.to_datetime(agreed.ends_on) - pd.to_datetime(agreed.customer.map(of["last"]))).dt.days
    assert agreed.price[goes].mean() > agreed.price[~goes].mean() + 10
    assert left[goes].between(*GOES_WITHIN).all()
    assert goes.sum() > 10


def test_who_stays_has_renewed_his_contract_each_year_since_he_came(larger):
    agreed = larger.agreements["contracts"]
    later = agreed[agreed.follows.notna()]
    before = agreed.loc[later.follows]
    assert (before.customer.to_numpy() == later.customer.to_numpy()).all()
    assert (before.ends_on.to_numpy() == later.starts_on.to_numpy()).all()
    assert (before.state == "renewed").all() and (before.price.to_numpy() <= later.price.to_numpy()).all()
    goes = larger.visits.groupby("customer").leaving.any()
    assert len(later) > 30 and not later.customer.map(goes).any()


def test_a_model_learned_from_the_garage_ranks_those_who_leave_before_those_who_stay(larger):
    """Better than months away do, and these clearly better than a coin."""
    visits = larger.visits[~larger.visits.cancelled]
    days = np.array([day.toordinal() for day in visits.day])
    history = History.of_rows(visits.customer.to_numpy(), days, (visits.amount * 100).to_numpy(np.int64))
    tried = backtesting.try_out(history, DAY - timedelta(days=200), horizon=180, known_until=DAY)
    seen = frame(history, as_of=tried.cutoff.toordinal(), horizon=180, usual_gap=tried.model.usual_gap)
    left, _spend = outcome(history, seen.index.to_numpy(), tried.cutoff.toordinal(), 180)
    assert tried.measures.auc > 0.72
    assert measure(left, Prior().p0(seen.recency.to_numpy(), 180)).auc > 0.6


def test_phone_numbers_belong_to_nobody(garage):
    assert garage.customers.phone.str.startswith("+86154").all()


def letters_of(garage) -> letters.Letters:
    emails = letters.make_emails(np.random.default_rng(1), garage.customers)
    rng = np.random.default_rng(2)
    return letters.make_letters(rng, garage.customers, garage.visits, emails, day=DAY)


def test_the_same_seed_gives_the_same_letters(garage):
    for name, made in vars(letters_of(garage)).items():
        pd.testing.assert_frame_equal(made, vars(letters_of(garage))[name])


def test_two_thirds_allow_promotions_by_sms_and_most_allow_service(larger):
    said = letters_of(larger).consents
    first = said[(said.channel == "sms") & (said.source != "reply")]
    given = first[first.given].groupby("purpose").size() / len(larger.customers)
    assert given["marketing"] == pytest.approx(0.66, abs=0.04)
    assert given["service"] == pytest.approx(0.88, abs=0.04)


def test_no_letter_leaves_against_what_the_customer_said(larger):
    made = letters_of(larger)
    assert max(made.messages["at"].max(), made.replies["at"].max()) < pd.Timestamp(DAY, tz=letters.ZONE)
    by_sms = made.consents[made.consents.channel == "sms"]
    allowed = set(by_sms.customer[by_sms.given & (by_sms.purpose == "marketing")])
    left = made.messages[(made.messages.channel == "sms") & made.messages.sent_at.notna()]
    assert set(left.customer[left.purpose == "marketing"]) <= allowed
    stops = made.replies[made.replies.meaning == "opt_out"].set_index("customer")["at"]
    assert len(stops) >= 5
    after = left[left.customer.isin(stops.index)]
    assert (after.sent_at < after.customer.map(stops)).all()


def test_every_kind_of_end_is_there_to_be_seen(larger):
    ends = set(letters_of(larger).messages[["state", "reason"]].itertuples(index=False, name=None))
    assert ends >= {
        ("delivered", ""),
        ("sent", ""),
        ("failed", ""),
        ("review", ""),
        ("skipped", "no_consent"),
    }
    assert ends >= {("skipped", reason) for reason in ("no_consent", "opted_out", "returned", "expired")}


@pytest.fixture(scope="module")
def at_work(django_db_setup, django_db_blocker, garage):
    """A small garage in the database with two nights behind it: made once, for every test here is undone."""
    days = override_settings(TODAY=DAY)
    with django_db_blocker.unblock(), transaction.atomic(), days, translation.override("en"):
        people = staffing.hire_garage(language="en")
        writing.write(garage, people=people, day=DAY, language="en")
        wording.write_templates(by=people["zhou"])
        corresponding.correspond(garage, day=DAY, language="en")
        knowing.write_articles(people=people, language="en", day=DAY)
        voicing.write_voices(people=people, language="en", day=DAY)
        for night in (DAY - timedelta(days=30), DAY - timedelta(days=1)):
            run_night(day=night)
        yield people
        transaction.set_rollback(True)


@pytest.fixture
def loaded(at_work, db, settings):
    """The garage's people by their user names, as they are in the database."""
    settings.TODAY = DAY
    return {name: User.objects.get(pk=person.pk) for name, person in at_work.items()}


def test_every_frame_becomes_records(loaded, garage):
    assert Customer.objects.count() == SMALL
    assert Visit.objects.count() == len(garage.visits)
    assert Invoice.objects.count() == len(garage.invoices)
    assert Complaint.objects.count() == len(garage.complaints)
    assert Branch.objects.filter(pool_owner=None).count() == 0
    assert Customer.objects.get(name="Muyun Kindergartens").latin_name == ""


def test_messages_stand_as_sending_would_have_left_them(loaded):
    sent = Message.objects.filter(sent_at__isnull=False)
    assert not Message.objects.filter(state__in=("planned", "ready", "sending", "unknown")).exists()
    assert not sent.filter(text__contains="{").exists()
    assert not sent.filter(address="").exists()
    assert Attempt.objects.count() == Message.objects.filter(attempt=1).exclude(gateway="hand").count()
    told = Receipt.objects.filter(proof=Receipt.Proof.SIGNED).values_list("message__state", flat=True)
    assert set(told) == {"delivered", "failed"}
    stopped = Reply.objects.filter(meaning="opt_out").values_list("address", flat=True)
    assert consents.opted_out("sms", stopped) == set(stopped)
    assert sum(Spending.objects.values_list("spent", flat=True)) == sum(sent.values_list("price", flat=True))


def test_the_survey_is_answered_at_the_rates_of_the_trade(loaded):
    scores = SatisfactionScore.objects.count()
    surveying.write_surveys(by=loaded["zhou"], day=DAY)
    asked = Invitation.objects.all()
    rates = {}
    for channel in ("sms", "phone"):
        mine = asked.filter(channel=channel)
        rates[channel] = mine.exclude(answered_at=None).count() / mine.count()
    assert rates["phone"] == pytest.approx(0.5, abs=0.02)
    assert rates["sms"] == pytest.approx(0.10, abs=0.02)
    assert SatisfactionScore.objects.count() == scores
    by_link = SatisfactionScore.objects.filter(source="link")
    assert by_link.count() == Response.objects.filter(source="link").count()
    assert not by_link.exclude(logged_by=None).exists()
    for answer in Answer.objects.filter(question__kind="satisfaction").select_related("response"):
        assert SatisfactionScore.objects.get(token=answer.response.token).score == answer.number


def test_solved_complaints_were_asked_about_once_each_and_an_answer_is_a_score(loaded, monkeypatch):
    monkeypatch.setattr(solutions, "ANSWERED", 1)  # of 300 customers few complain
    surveying.write_surveys(by=loaded["zhou"], day=DAY)
    solutions.write_satisfaction(by=loaded["zhou"], day=DAY)
    asked = Invitation.objects.exclude(complaint=None).select_related("complaint")
    assert asked.count() == asked.values("complaint").distinct().count() > 0
    assert all(one.agent_id == one.complaint.solved_by_id for one in asked)
    answered = asked.exclude(answered_at=None)
    assert answered.count() == asked.count()
    assert answered.filter(answered_at__gte=at(DAY)).count() == 0
    given = SatisfactionScore.objects.filter(token__in=answered.values("response__token"))
    assert (
        given.count() == answered.count() == Answer.objects.filter(response__invitation__in=answered).count()
    )
    assert not Survey.objects.filter(by_itself=True).exists()


def test_of_who_writes_down_tens_without_asking_there_is_a_doubt(loaded):
    surveying.write_surveys(by=loaded["zhou"], day=DAY)
    ren = loaded[surveying.TENS_BY]
    entered = Recommendation.objects.filter(logged_by=ren)
    assert entered.exists() and {one.score for one in entered} == {10}
    assert Recommendation.objects.count() == Answer.objects.filter(question__kind="nps").count()
    observed = observe(day=DAY - timedelta(days=1), policy=TruthPolicy())
    # The demo has ten times the customers of this garage.
    whole = pd.concat([observed.ratings] * 10, ignore_index=True)
    doubts = find(replace(observed, ratings=whole.assign(entry=whole.index)), Limits())
    about = doubts[(doubts.check == "no_variance") & (doubts.key == ren.pk)]
    assert [numbers["scale"] for numbers in about.numbers] == [10]


def test_answers_in_both_languages_and_wishes_are_there(loaded):
    versions = [article.current for article in Article.objects.published().select_related("current")]
    assert len(versions) == 16 and all(one.title_en and one.title_zh and one.words for one in versions)
    assert Article.objects.proposed().count() == 1
    assert ArticleUse.objects.logged().exists() and not ArticleUse.objects.filter(at__gt=clock.now()).exists()
    assert Matter.objects.count() == len(voicing.SAID)
    assert Voice.objects.to_call().count() == 3


def test_complaints_under_way_stand_in_every_way_a_complaint_can_stand(loaded, garage):
    complaining.complain(people=loaded, language="en")
    now = clock.now()
    open_ones = Complaint.objects.open()
    assert open_ones.count() == garage.complaints.solved_on.isna().sum() + len(complaining.STORIES)
    assert not open_ones.filter(due_at=None).exists()
    assert open_ones.filter(due_at__lt=now).exists()
    assert open_ones.filter(state="waiting", paused_until__gt=now).exists()
    assert open_ones.filter(holder=None, team=None).exists()
    assert open_ones.filter(team__name="Billing").exists()
    assert open_ones.filter(state="reopened").exists()
    answered = open_ones.get(events__kind="came", events__way="web")
    assert answered.state == "answered" and answered.links.get().message is None
    assert open_ones.get(logged_by=None).events.get(kind="logged").way == "web"
    solved = Complaint.objects.filter(state="solved", events__kind="solved")
    assert solved.count() == garage.complaints.solved_on.notna().sum()
    near, later = Complaint.objects.by_senders_deadline()
    assert now < near.sender_due_at < now + timedelta(days=4) and near.sender_due_at < later.sender_due_at
    compensating.compensate(people=loaded, language="en")
    given = Compensation.objects.all()
    assert [given.filter(state=state).count() for state in ("waiting", "approved", "refused")] == [1, 1, 1]
    recalling.recall(people=loaded, language="en", day=DAY)
    assert Affected.objects.standing().exists() and Affected.objects.told().exists()
    assert Affected.objects.filter(excluded_at__isnull=False).count() == 1
    assert given.filter(state="given").exists() and not given.filter(asked_at__gt=clock.now()).exists()


def test_the_work_was_looked_at_and_one_pile_of_slips_is_too_good(loaded, settings):
    inspecting.inspect(people=loaded, day=DAY, language="en")
    ratings = WorkOrderRating.objects.all()
    whose = {name: rows for name in OF_TECHNICIAN if (rows := ratings.filter(technician__username=name))}
    means = {name: rows.aggregate(mean=Avg("score"))["mean"] for name, rows in whose.items()}
    assert len(means) == 7 and all(3.9 < mean < 4.9 for mean in means.values()), means
    evening = ratings.filter(technician__username=TOO_GOOD).aggregate(last=Max("entered_at"))["last"]
    doubtful = ratings.filter(technician__username=TOO_GOOD, entered_at__gt=evening - timedelta(minutes=5))
    assert doubtful.count() > 10
    entered = doubtful.aggregate(first=Min("entered_at"), last=Max("entered_at"))
    assert {row.score for row in doubtful} == {5} and len({row.entered_by_id for row in doubtful}) == 1
    assert entered["last"] - entered["first"] < timedelta(minutes=1)
    assert Inspection.objects.count() == 12 and Inspection.objects.filter(score=100).count() == 2
    assert {one.state for one in Rectification.objects.all()} == {"open", "done", "passed"}
    failed = RectificationEvent.objects.get(kind="failed")
    settings.TODAY = DAY + timedelta(days=2)
    assert rolling.roll() == 2
    assert RectificationEvent.objects.get(kind="failed").at == failed.at + timedelta(days=2)


def test_each_night_is_followed_by_the_look_at_its_model_which_the_next_one_heeds(loaded, settings):
    nights = [DAY - timedelta(days=1), DAY]
    settings.TODAY = DAY + timedelta(days=1)
    history, _units = read_in_one_unit(until=nights[0] - timedelta(days=1))
    fitted = fit(history, through=nights[0].toordinal() - 1, horizon=180)
    store.put_into_use(store.keep(with_bins(fitted, history)), verdict={})
    replay.replay(nights, say=str)
    first, last = ModelCheck.objects.order_by("day")
    assert [first.day, last.day] == nights
    assert first.checked_at == learning.morning_after(nights[0])
    assert NightlyRun.objects.get(day=DAY).policy["model"]["season"] == first.season


def test_what_was_told_of_a_model_is_read_once_another_one_has_taken_its_place(loaded):
    fields = {
        "day": DAY,
        "horizon_days": 180,
        "body": "",
        "basis": "learned",
        "made_at": at(DAY),
        "role": ChurnModel.Role.RETIRED,
    }
    old, new = (
        ChurnModel.objects.create(number=number, sha256=str(number), retired_at=retired, **fields)
        for number, retired in ((1, clock.now()), (2, None))
    )
    for model in (old, new):
        numbers = {"number": model.number, "day": DAY.isoformat()}
        notify(users=[loaded["zhou"]], kind="model_drifted", numbers=numbers, occasion=str(model.number))
    learning.date_back(new, to=at(DAY))
    read = Notice.objects.exclude(read_at=None).get()
    assert (read.numbers["number"], read.read_at) == (1, at(DAY))


def test_what_she_was_promised_is_late_and_the_night_knows(loaded):
    speaking.promise_late(DAY, language="en")
    promise = Promise.objects.overdue(at=at(DAY)).get()
    assert (promise.what, promise.person) == ("Package comparison", promise.customer.owner)
    assert promise.events.get().at == promise.made_at < at(DAY - timedelta(days=4))


def test_poor_service_shows_and_who_left_has_few_customers_still(loaded):
    """The night says so, by the policy of the index."""
    made = signs.Signs(loaded, day=DAY, language="en")
    signs.colleagues(made)
    signs.poor_service(made)
    replay.replay([DAY - timedelta(days=1)], say=lambda words: None)
    poor = ChurnSignal.objects.current().filter(kind="low_quality")

    assert poor.count() >= 9
    assert all(one.numbers["answers"] >= 3 and one.numbers["index"] < 60 for one in poor)
    assert Customer.objects.owned_by(loaded["lu"]).count() <= signs.LEFT_BEHIND


def test_most_contacts_are_the_last_and_94_promises_of_100_are_kept():
    people = pd.DataFrame({"agent": [7, 8] * 100, "owner": [1, 2] * 100}, index=range(1000, 1200))
    rng, day = np.random.default_rng(5), date(2026, 6, 16)
    contacts = make_contacts(rng, people, day=day, language="en")
    noon = datetime(2026, 6, 16, 12, tzinfo=ZONE)
    promises = make_promises(rng, contacts, people.owner, now=noon, language="en")
    assert contacts.day.max() == day - timedelta(days=1)
    assert 0.92 < (promises.state == "kept").mean() - 0.025 < 0.96
    assert (promises.record_by < noon).all() and (promises.due_at < promises.record_by).all()
    assert set(promises.person_id) == {1, 2, 7, 8}


def test_the_logins_are_told_one_a_role(loaded):
    told = loading.logins()
    assert staffing.PASSWORD in told
    assert [line.split()[0] for line in told.splitlines()[1:]] == ["shen", "qin", "xie", "zhou", "he", "sun"]
    assert User.objects.get(username="shen").check_password(staffing.PASSWORD)
    assert not User.objects.get(username="ma.jialiang").has_usable_password()


def test_people_work_as_the_services_would_have_written_it(loaded):
    night = DAY - timedelta(days=30)
    work(night, until=DAY - timedelta(days=2), rng=np.random.default_rng(1))
    done = Action.objects.filter(state=Action.State.DONE)
    assert done.exists()
    assert not done.filter(closed_by=None).exists()
    assert not done.filter(outcome="").exists()
    assert all(night < event.day <= DAY - timedelta(days=2) for event in ActionEvent.objects.all())
    booked = done.filter(outcome="booked")
    assert all(Visit.objects.filter(customer=one.customer, day=one.booked_for).exists() for one in booked)


def test_the_nights_of_a_replay_rise_and_hold_every_month_end():
    nights = replay.nights_until(date(2026, 6, 15), months=3, weeks=4, days=5)
    assert nights == sorted(set(nights))
    assert {date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 15)} <= set(nights)


def test_some_customers_were_registered_twice_and_are_found(loaded):
    count = doubles.register_twice(language="en")
    find_duplicates(day=DAY - timedelta(days=1))
    proposed = DuplicateCandidate.objects.filter(second__code__startswith="R-")
    assert count >= 5
    assert proposed.count() == count
    # Written by chance there are few others: the list is one that a person can go through.
    assert DuplicateCandidate.objects.count() <= count + 5


def standing_by_code() -> dict:
    rows = CustomerStanding.objects.values_list("customer__code", "silent_days", "echelon", "visit_days")
    return {code: rest for code, *rest in rows}


def test_on_a_later_day_everything_rolls_forward(loaded, settings):
    before, nights = standing_by_code(), NightlyRun.objects.count()
    first_words = ArticleVersion.objects.earliest("at").at
    snapshots, moves = Snapshot.objects.count(), TierMove.objects.count()
    oldest = Visit.objects.order_by("day").first().day
    written = dict(Message.objects.values_list("pk", "planned_at"))
    settings.TODAY = DAY + timedelta(days=3)

    assert rolling.roll() == 3

    assert standing_by_code() == before
    assert Visit.objects.order_by("day").first().day == oldest + timedelta(days=3)
    assert Import.objects.get().newest_fact == settings.TODAY - timedelta(days=1)
    assert ArticleVersion.objects.earliest("at").at == first_words + timedelta(days=3)
    assert NightlyRun.objects.count() == nights
    assert Snapshot.objects.count() == snapshots
    assert TierMove.objects.count() == pytest.approx(moves, abs=5)
    assert not Visit.objects.filter(day__gte=settings.TODAY).exists()
    assert not CustomerEvent.objects.exists()
    moved = dict(Message.objects.values_list("pk", "planned_at"))
    assert {moved[pk] - at for pk, at in written.items()} == {timedelta(days=3)}


def test_what_was_said_to_signals_rolls_with_them(loaded, settings):
    judging.judge(language="en")
    assert set(ChurnSignal.objects.current().values_list("state", flat=True)) == set(states.STATES)
    snoozed = dict(ChurnSignal.objects.filter(state=states.SNOOZED).values_list("pk", "snoozed_until"))
    steps = SignalEvent.objects.count()
    settings.TODAY = DAY + timedelta(days=1)

    assert rolling.roll() == 1

    moved = dict(ChurnSignal.objects.filter(state=states.SNOOZED).values_list("pk", "snoozed_until"))
    assert moved == {pk: until + timedelta(days=1) for pk, until in snoozed.items()}
    until = dict(SignalEvent.objects.filter(kind=states.SNOOZED).values_list("signal", "until"))
    assert until == moved
    assert SignalEvent.objects.count() == steps


def test_rolling_twice_on_a_day_moves_nothing(loaded, settings):
    settings.TODAY = DAY + timedelta(days=3)
    rolling.roll()
    assert rolling.roll() == 0


def records() -> dict[str, list[dict]]:
    """Every row that follows a customer, and the customers; but for the stones of merges and what is
    measured anew when the garage rolls.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in {Customer, *(table.model for table in tables())} - {Merge, QualityFigure}:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t')
            rows = [json.loads(row) | {"version": 0} for (row,) in cursor.fetchall()]
            found[model._meta.db_table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return found


@pytest.fixture
def twice(loaded, settings):
    """Somebody with a long history, and one who was registered twice."""
    doubles.register_twice(language="en")
    first = Invoice.objects.order_by("customer__code").first().customer
    return first, Customer.objects.filter(code__startswith="R-").first()


@pytest.mark.parametrize("days", [1, 40])
@pytest.mark.parametrize("way", [1, -1])
def test_a_merge_is_undone_exactly_after_the_garage_has_rolled(
    loaded, twice, settings, monkeypatch, days, way
):
    later = DAY + timedelta(days=days)
    monkeypatch.setattr(rolling, "run_night", lambda day: None)
    monkeypatch.setattr(rolling.clock, "now", lambda: at(settings.TODAY))
    with transaction.atomic():
        settings.TODAY = later
        rolling.roll()
        never_merged = records()
        transaction.set_rollback(True)
    into, gone = twice[::way]
    settings.TODAY = DAY
    merge = merging.merge(survivor=into.pk, gone=gone.pk, by=loaded["shen"], choices={"since": "gone"})
    settings.TODAY = later
    rolling.roll()
    assert merging.undo(record=merge.pk, by=loaded["shen"]).left == {}
    assert records() == never_merged


def test_nor_does_the_night_keep_anything_of_a_merge_that_is_undone(loaded, twice, settings):
    into, gone = twice
    merge = merging.merge(survivor=into.pk, gone=gone.pk, by=loaded["shen"], choices={})
    settings.TODAY = DAY + timedelta(days=1)
    rolling.roll()
    assert merging.undo(record=merge.pk, by=loaded["shen"]).left == {}


FILES = {
    "customers": "code,name,since\nX-1,New One,2026-05-02\n",
    "visits": "customer,at,amount,number\nX-1,2026-06-01 10:00,80,A1\nX-1,2026-06-02 10:00,90,A2\n",
    "invoices": "customer,number,issued_on,due_on,amount\n{known},{number},2026-06-01,2026-06-30,{amount}\n"
    "X-1,N1,2026-06-01,2026-06-30,50\nX-1,N2,2026-06-02,2026-06-30,60\n",
    "quotes": "customer,number,amount,made_on,valid_until\nX-1,Q1,50,2026-06-03,2026-07-03\n",
    "returns": "customer,what,asked_on\nX-1,Pads,2026-06-04\n",
}


@pytest.fixture
def filed(loaded, settings, tmp_path):
    """Files of five kinds, one of which changes an invoice of the garage."""
    settings.LOCAL_DIR = tmp_path / "local"
    known = Invoice.objects.filter(paid_on=None).select_related("customer").first()
    says = {"known": known.customer.code, "number": known.number, "amount": known.amount + 1}
    sources = {"invoices": known.source}
    return known, [
        imported(written(tmp_path, text.format(**says)), kind, source=sources.get(kind, known.source)).record
        for kind, text in FILES.items()
    ]


def undone(files):
    for file in reversed(files):
        undo(record=file, by=None)
    return sorted(ImportKept.objects.values_list("table_name", "reason"))


@pytest.mark.parametrize("days", [[1], [40], [1, 2]])
def test_an_import_is_undone_exactly_after_the_garage_has_rolled(loaded, filed, settings, monkeypatch, days):
    _known, files = filed
    monkeypatch.setattr(rolling, "run_night", lambda day: None)
    monkeypatch.setattr(rolling.clock, "now", lambda: at(settings.TODAY))
    later = [DAY + timedelta(days=sum(days[: place + 1])) for place in range(len(days))]
    with transaction.atomic():
        assert undone(files) == []
        for settings.TODAY in later:
            rolling.roll()
        never_imported = records()
        transaction.set_rollback(True)
    for settings.TODAY in later:
        rolling.roll()
    assert Visit.objects.filter(customer__code="X-1").count() == 2
    assert undone(files) == []
    assert records() == never_imported


def test_what_was_edited_before_or_after_the_garage_rolled_stays(loaded, filed, settings, monkeypatch):
    known, files = filed
    monkeypatch.setattr(rolling, "run_night", lambda day: None)
    Visit.objects.filter(number="A1").update(amount=81)
    Invoice.objects.filter(pk=known.pk).update(amount=known.amount + 2)
    settings.TODAY = DAY + timedelta(days=3)
    rolling.roll()
    Invoice.objects.filter(number="N2").update(amount=61)
    kept = undone(files)
    assert ("customers_visit", "edited") in kept
    assert kept.count(("customers_invoice", "edited")) == 2
    assert Visit.objects.filter(number="A1", amount=81).exists()
    assert not Visit.objects.filter(number="A2").exists()
    assert not Invoice.objects.filter(number="N1").exists()


def test_nights_that_ran_on_without_facts_are_taken_back(loaded, settings):
    settings.TODAY = DAY + timedelta(days=2)
    run_night(day=DAY)
    run_night(day=DAY + timedelta(days=1))
    rolling.roll()
    assert NightlyRun.objects.order_by("-day").first().day == DAY + timedelta(days=1)
    assert NightlyRun.objects.count() == 2

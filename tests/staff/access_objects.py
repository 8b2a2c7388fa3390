"""Objects for the lines of the access table: whose customer → the arguments of the URL."""

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from churn_crm import clock
from customers import corrections, money, visits
from customers.agreements import bookings, contracts, inquiries, packages
from customers.agreements.quotes import make_quote
from customers.agreements.removing import remove
from customers.assets import read_mileage, set_due
from customers.bulk import set_tag
from customers.imports import drafts
from customers.merging.service import merge
from customers.models import (
    Asset,
    Contact,
    Customer,
    CustomerStanding,
    CustomField,
    DeclinedWork,
    DuplicateCandidate,
    ExternalIdentity,
    Import,
    ImportSource,
    Invoice,
    Quote,
    Return,
    StaffLine,
    Statement,
    Tag,
    Visit,
    VisitLine,
    VisitType,
    WarrantyClaim,
)
from customers.saved_views import save_view
from desk.complaints.compensating import give
from desk.complaints.services import log_complaint
from desk.contacts.services import log_interaction
from desk.defects.services import declare
from desk.knowledge import using, writing
from desk.models import (
    Article,
    Complaint,
    Doubt,
    FollowUp,
    ProgressLink,
    Question,
    Response,
    SatisfactionScore,
    Seat,
    Skill,
    Survey,
    VerificationCall,
)
from desk.progress import linking
from desk.promises import services as promises
from desk.routing import services as routing_services
from desk.routing.choice import Choice
from desk.routing.policies import routing_policy
from desk.surveys import answering, building, inviting, policies, qr
from desk.voice import services as voices
from outbox import consents, interventions, planning, templates
from outbox.models import Message, Template
from retention.models import Action
from retention.services import mark_done
from signals.models import (
    ChurnSignal,
    Competitor,
    DetectorSegment,
    HealthProfile,
    NightlyRun,
    Snapshot,
    TierSegment,
    TierSegmentEvent,
)
from signals.partitions import make_partition
from staff.absences import enter_absence
from staff.models import Absence, Notice, User
from staff.roles import Role
from staff.tokens import make_token
from tests.desk import inspecting
from tests.factories import VisitFactory
from tests.outbox.writing import message
from tests.signals.tried import done_test, model_row

MISSING = 999_999_999
DAY = date(2026, 6, 1)


def the_customer(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk}


def a_phone(customer: Customer) -> dict[str, Any]:
    """By a message that the customer's simulated phone received."""
    now = clock.now()
    message = Message.objects.create(
        purpose_key=uuid.uuid4().hex,
        customer=customer,
        channel="sms",
        purpose="service",
        why="by_hand",
        text="Good day",
        address=f"+86138{customer.pk:08d}",
        gateway="simulated",
        sid=uuid.uuid4().hex,
        state="sent",
        not_before=now,
        expires_at=now,
        planned_at=now,
        sent_at=now,
    )
    return {"pk": message.pk}


def the_owner(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.owner_id}


def the_branch(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.branch_id}


def the_team(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.owner.team_id}


def a_notice(customer: Customer) -> dict[str, Any]:
    notice = Notice.objects.create(
        user=customer.owner,
        kind="night_late",
        numbers={"day": "1 June"},
        occasion="x",
        created_at=clock.now(),
    )
    return {"pk": notice.pk}


def a_complaint(customer: Customer) -> dict[str, Any]:
    said = {"cause": "waiting", "severity": 2, "text": "Too long", "token": uuid.uuid4()}
    return {"pk": log_complaint(customer=customer, by=customer.owner, **said).pk}


def a_compensation(customer: Customer) -> dict[str, Any]:
    """One above the limit of the account manager who asks for it: it waits."""
    complaint = Complaint.objects.get(**a_complaint(customer))
    said = {"kind": "money", "amount": Decimal(800), "text": "Too long", "token": uuid.uuid4()}
    return {"pk": give(complaint=complaint, by=customer.owner, **said).pk}


def a_defect(customer: Customer) -> dict[str, Any]:
    return {"pk": concerned(customer).defect_id}


def an_affected(customer: Customer) -> dict[str, Any]:
    return {"pk": concerned(customer).pk}


def concerned(customer: Customer) -> Any:
    """The customer, whom a defect concerns that a manager has declared."""
    visit = VisitFactory(customer=customer, day=DAY, amount=10)
    VisitLine.objects.create(visit=visit, text="Pads BP-2231", amount=10)
    said = {"title": "Pads", "text": "We change them.", "article": "BP-2231", "token": uuid.uuid4()}
    zhou = User.objects.get(username="zhou")
    return declare(by=zhou, first_day=DAY, last_day=DAY, **said).affected.get(customer=customer)


def a_progress_link(customer: Customer) -> ProgressLink:
    """Sent by the owner; its secret is "look-here" and the complaint's number."""
    complaint = Complaint.objects.get(**a_complaint(customer))
    sent = {"token": uuid.uuid4(), "made_by": customer.owner}
    place = {"language": "en", "branch": customer.branch}
    return linking.make(complaint=complaint, secret=f"look-here-{complaint.pk}", **place, **sent)  # type: ignore[arg-type]


def a_sent_link(customer: Customer) -> dict[str, Any]:
    return {"pk": a_progress_link(customer).pk}


def a_progress_page(customer: Customer) -> dict[str, Any]:
    return {"token": f"look-here-{a_progress_link(customer).complaint_id}"}


def a_branchs_form(customer: Customer) -> dict[str, Any]:
    """Of a branch with somebody for newcomers."""
    customer.branch.pool_owner = customer.owner
    customer.branch.save()
    return {"code": customer.branch.code}


def a_drawn_form(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.branch_id, "kind": "svg"}


def a_voice(customer: Customer) -> dict[str, Any]:
    return {"pk": said_of(customer).pk}


def said_of(customer: Customer) -> Any:
    said = {"kind": "suggestion", "product": "Booking", "text": "Saturdays", "token": uuid.uuid4()}
    return voices.log(customer=customer, by=customer.owner, **said)


def a_matter(customer: Customer) -> dict[str, Any]:
    return {"pk": said_of(customer).matter_id}


def an_article(customer: Customer) -> dict[str, Any]:
    """One that the administrator has published for customers too."""
    he = User.objects.get(username="he")
    said = {"title_en": "Squeal", "text_en": "Bed the pads in.", "visibility": "public"}
    return {"pk": writing.add(by=he, token=uuid.uuid4(), **said).pk}


def an_article_and_caller(customer: Customer) -> dict[str, Any]:
    """The article, and the customer for whose complaint it is used."""
    DATA["desk:article_use"] = {"complaint-token": str(uuid.uuid4())}
    return {**an_article(customer), "customer": customer.pk}


def a_use(customer: Customer) -> dict[str, Any]:
    """Noted by the owner: others cannot take it back."""
    article = Article.objects.get(**an_article(customer))
    return {"pk": using.use(article=article, customer=customer, by=customer.owner, token=uuid.uuid4()).pk}


def a_help_page(customer: Customer) -> dict[str, Any]:
    return {"slug": Article.objects.get(**an_article(customer)).slug}


def an_interaction(customer: Customer) -> dict[str, Any]:
    said = {"topic": "bill", "text": "Where is it?", "token": uuid.uuid4()}
    return {"pk": log_interaction(customer=customer, by=customer.owner, **said).pk}


def a_promise(customer: Customer) -> dict[str, Any]:
    said = {"what": "Call back", "due_at": clock.now() + timedelta(days=2), "token": uuid.uuid4()}
    return {"pk": promises.make(customer=customer, by=customer.owner, **said).pk}


def a_follow_up(customer: Customer) -> dict[str, Any]:
    """A call that is due today."""
    visit, today = a_visit(customer)["pk"], clock.today()
    days = {"visited_on": today - timedelta(days=3), "due_on": today, "next_on": today}
    return {"pk": FollowUp.objects.create(customer=customer, visit_id=visit, **days).pk}


def a_doubt(customer: Customer) -> dict[str, Any]:
    """About his owner."""
    said = {"p": 0.0001, "q": 0.001, "day": DAY, "seen_on": DAY, "raised_at": clock.now()}
    numbers = {"burst": 30, "seconds": 58, "hits": 29, "n": 40, "usual": 0.01}
    about = {"subject": "person", "check_kind": "one_minute", "person": customer.owner}
    return {"pk": Doubt.objects.get_or_create(**about, defaults=said | {"numbers": numbers})[0].pk}


def a_verification(customer: Customer) -> dict[str, Any]:
    """A call to him that has no agent."""
    score = SatisfactionScore.objects.create(
        customer=customer, score=5, day=DAY, logged_at=clock.now(), token=uuid.uuid4()
    )
    said = {"score": score, "recorded": 5, "stratum": "score good", "next_on": DAY, "made_at": clock.now()}
    doubt = a_doubt(customer)["pk"]
    return {"pk": VerificationCall.objects.create(doubt_id=doubt, customer=customer, **said).pk}


def an_action(customer: Customer) -> dict[str, Any]:
    """The customer's pending action; a new one where a night has not planned any."""
    day = clock.today()
    CustomerStanding.objects.get_or_create(customer=customer, defaults={"day": day})
    planned = Action.objects.pending().filter(customer=customer).first()
    return {"pk": planned.pk if planned else a_call(customer, day).pk}


def a_call(customer: Customer, day: date) -> Action:
    return Action.objects.create(
        customer=customer,
        kind="call",
        cause="tier:3",
        occasion=day,
        assignee=customer.owner,
        planned_on=day,
        due_on=day,
        deadline=day,
    )


def a_batch(customer: Customer) -> dict[str, Any]:
    """What the owner has just done."""
    batch = uuid.uuid4()
    actions = [an_action(customer)["pk"]]
    mark_done(actions=actions, by=customer.owner, on=clock.today(), token=batch)
    return {"batch": batch}


def an_asset(customer: Customer) -> dict[str, Any]:
    made = Asset.objects.get_or_create(customer=customer, kind="vehicle", name="Van", plate="川A1B234")
    return {"pk": made[0].pk}


def a_reading(customer: Customer) -> dict[str, Any]:
    """A mileage that the owner entered."""
    asset = Asset.objects.get(**an_asset(customer))
    reading = read_mileage(asset=asset, day=clock.today(), km=41_000, by=customer.owner)
    return {"pk": reading.pk}


def a_due(customer: Customer) -> dict[str, Any]:
    asset = Asset.objects.get(**an_asset(customer))
    return {"pk": set_due(asset=asset, kind="inspection", by_date=clock.today()).pk}


def an_invoice(customer: Customer) -> dict[str, Any]:
    day = clock.today()
    made = Invoice.objects.create(
        customer=customer, number=str(uuid.uuid4()), issued_on=day, due_on=day, amount=100
    )
    return {"pk": made.pk}


def a_payment(customer: Customer) -> dict[str, Any]:
    """One that the owner entered."""
    invoice = Invoice.objects.get(**an_invoice(customer))
    said = {"by": customer.owner, "token": uuid.uuid4(), "paid_on": clock.today(), "amount": 40}
    return {"pk": money.enter_payment(invoice=invoice, **said).pk}


def a_statement(customer: Customer) -> dict[str, Any]:
    said = {"sent_by": customer.owner, "token": uuid.uuid4(), "sent_on": clock.today()}
    return {"pk": Statement.objects.create(customer=customer, **said).pk}


def a_mark(customer: Customer) -> dict[str, Any]:
    said = {"kind": "deliberate", "reason": str(uuid.uuid4()), "on": clock.today(), "by": customer.owner}
    return {"pk": money.mark_arrears(customer=customer, **said).pk}


def a_visit(customer: Customer) -> dict[str, Any]:
    """A visit that the owner entered."""
    row: dict[str, Any] = {
        "type": None,
        "branch": customer.branch,
        "asset": None,
        "technician": None,
        "number": "",
    }
    row |= {"cancelled": False, "at": clock.now(), "day": clock.today(), "amount": 5}
    said = {"by": customer.owner, "token": uuid.uuid4(), "detail": {}, "lines": []}
    return {"pk": visits.add_visit(customer=customer, visit=row, **said).pk}


def a_visit_change(customer: Customer) -> dict[str, Any]:
    """The owner corrected the amount."""
    visit = Visit.objects.get(**a_visit(customer))
    state = corrections.state_of(visit) | {"amount": "7.00"}
    changed = visits.change_visit(visit=visit, by=customer.owner, **corrections.changes_to(state))
    assert changed is not None
    return {"pk": changed.pk}


def a_following(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "kind": "return"}


def declined_work(customer: Customer) -> dict[str, Any]:
    said = {"by": customer.owner, "token": uuid.uuid4(), "what": "Tyres", "recommended_on": clock.today()}
    return {"kind": "declined", "pk": visits.record(DeclinedWork, customer=customer, **said).pk}


def followed(model: Any, **said: Any) -> Callable[[Customer], dict[str, Any]]:
    """A maker of something that followed from a visit, entered by the owner."""

    def made(customer: Customer) -> dict[str, Any]:
        by = {"by": customer.owner, "token": uuid.uuid4()}
        return {"pk": visits.record(model, customer=customer, what="Tyres", **by, **said).pk}

    return made


def an_import(customer: Customer) -> dict[str, Any]:
    record = Import.objects.create(
        kind="visits",
        file_name="till.csv",
        state=Import.State.DONE,
        day=clock.today(),
        started_at=clock.now(),
    )
    return {"pk": record.pk}


def a_draft(customer: Customer) -> dict[str, Any]:
    """An uploaded file of the manager's: nobody else's business until it is imported."""
    manager = User.objects.filter(role=Role.MANAGER).order_by("pk")[0]
    content = b"customer_id,ts,amount\nK1,2026-01-05,5\nK2,never,5\n"
    draft = drafts.from_chunks(kind="visits", name="till.csv", chunks=[content], source="till", by=manager)
    return {"pk": draft.pk}


def a_source(customer: Customer) -> dict[str, Any]:
    source, _made = ImportSource.objects.get_or_create(
        name="garage", defaults={"kind": "visits", "by": customer.owner}
    )
    return {"pk": source.pk}


def a_view(customer: Customer) -> dict[str, Any]:
    return {"pk": save_view(name="Mine", query="tier=4", by=customer.owner).pk}


def a_bulk_change(customer: Customer) -> dict[str, Any]:
    chosen = Customer.objects.filter(pk=customer.pk)
    tag = Tag.objects.get(pk=a_tag(customer)["pk"])
    return {"token": set_tag(customers=chosen, tag=tag, on=True, by=customer.owner, token=uuid.uuid4()).token}


def a_twin(customer: Customer) -> Customer:
    """Somebody who may be the same, of the same owner."""
    return Customer.objects.get_or_create(
        code=f"{customer.code}-twin",
        defaults={
            "name": customer.name,
            "branch": customer.branch,
            "owner": customer.owner,
            "created_at": clock.now(),
        },
    )[0]


def a_pair(customer: Customer) -> dict[str, Any]:
    pair, _made = DuplicateCandidate.objects.get_or_create(
        first=customer,
        second=a_twin(customer),
        defaults={"confidence": 0.9, "reasons": ["name", "phone"], "found_on": clock.today()},
    )
    return {"pk": pair.pk}


def two_customers(customer: Customer) -> dict[str, Any]:
    return {"first": customer.pk, "second": a_twin(customer).pk}


def a_merge(customer: Customer) -> dict[str, Any]:
    twin = a_twin(customer)
    return {"pk": merge(survivor=customer.pk, gone=twin.pk, by=customer.owner, choices={}).pk}


def a_taken_back(customer: Customer) -> dict[str, Any]:
    """What the owner has taken back."""
    batch = uuid.uuid4()
    choice = interventions.choice_called("take_back")
    assert choice is not None
    mine = Message.objects.filter(pk=message(customer).pk)
    interventions.intervene(messages=mine, choice=choice, by=customer.owner, batch=batch)
    return {"batch": batch}


def an_opt_out(customer: Customer) -> dict[str, Any]:
    """The customer's address wants nothing by e-mail."""
    Customer.objects.filter(pk=customer.pk).update(email=f"c{customer.pk}@example.org")
    consents.opt_out(channel="email", address=f"c{customer.pk}@example.org", at=clock.now())
    return {"pk": customer.pk, "channel": "email"}


def a_word(customer: Customer) -> dict[str, Any]:
    said = consents.record(
        customer=customer, channel="sms", purpose="marketing", given=True, source="person", by=customer.owner
    )
    return {"pk": said.pk}


def a_night(customer: Customer) -> dict[str, Any]:
    day = clock.last_finished_day()
    NightlyRun.objects.get_or_create(day=day, defaults={"started_at": clock.now(), "policy_version": 1})
    return {"day": day.isoformat()}


def a_detector(customer: Customer) -> dict[str, Any]:
    return {"kind": "lapsed_visit"}


def a_segment(customer: Customer) -> dict[str, Any]:
    kind = "lapsed_visit"
    segment, _made = DetectorSegment.objects.get_or_create(kind=kind, customer_kind="company")
    return {"kind": kind, "pk": segment.pk}


def a_health_profile(customer: Customer) -> dict[str, Any]:
    profile, _made = HealthProfile.objects.get_or_create(customer_kind="company")
    return {"pk": profile.pk}


def tiers_of_some(customer: Customer) -> dict[str, Any]:
    months = {"months_sms": 2, "months_call": 4, "months_recall": 8}
    segment, _made = TierSegment.objects.get_or_create(customer_kind="company", defaults=months)
    return {"pk": segment.pk}


def a_change_of_policy(customer: Customer) -> dict[str, Any]:
    tiers_of_some(customer)
    return {"source": "months", "pk": TierSegmentEvent.objects.latest("pk").pk}


def a_judged_one(customer: Customer) -> dict[str, Any]:
    """A customer with one night behind him."""
    day = clock.last_finished_day()
    make_partition(day)
    held = {"tier": 1, "health": 80, "value_at_risk": 0, "branch": customer.branch, "owner": customer.owner}
    Snapshot.objects.get_or_create(day=day, customer=customer, defaults=held)
    return {"pk": customer.pk, "day": day.isoformat()}


def a_competitor(customer: Customer) -> dict[str, Any]:
    competitor, _made = Competitor.objects.get_or_create(name="Bullfrog Auto")
    return {"pk": competitor.pk}


def a_back_test(customer: Customer) -> dict[str, Any]:
    return {"pk": done_test([customer]).pk}


def a_model(customer: Customer) -> dict[str, Any]:
    return {"number": model_row().number}


def a_token(customer: Customer) -> dict[str, Any]:
    token, _secret = make_token(user=customer.owner, name="till", days=30, writes=False)
    return {"pk": token.pk}


def an_agreement_kind(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "kind": "quote"}


def an_agreement(customer: Customer) -> dict[str, Any]:
    """A quote of the customer, and what can be done with it."""
    day = clock.today()
    quote = make_quote(
        customer=customer,
        by=customer.owner,
        token=uuid.uuid4(),
        subject="Brakes",
        amount=Decimal(900),
        made_on=day,
        valid_until=day,
    )
    return {"kind": "quote", "pk": quote.pk, "verb": "refuse"}


def agreed(enter: Callable[..., Any], **said: Any) -> Callable[[Customer], dict[str, Any]]:
    """A maker of an agreement of one kind, written down by the owner."""

    def made(customer: Customer) -> dict[str, Any]:
        return {"pk": enter(customer=customer, by=customer.owner, token=uuid.uuid4(), **said).pk}

    return made


def what_was_written(customer: Customer) -> dict[str, Any]:
    made = an_agreement(customer)
    return {"kind": made["kind"], "pk": made["pk"]}


def a_removed_agreement(customer: Customer) -> dict[str, Any]:
    """A quote that its owner took away."""
    quote = Quote.objects.get(pk=an_agreement(customer)["pk"])
    return {"pk": remove(kind="quote", row=quote, by=customer.owner, reason="Twice").pk}


def a_movement(customer: Customer) -> dict[str, Any]:
    """A use of a package that the customer has bought."""
    day, by = clock.today(), customer.owner
    sold = {"name": "Washes", "total": Decimal(10), "bought_on": day}
    package = packages.sell(customer=customer, by=by, token=uuid.uuid4(), **sold)
    return {"pk": packages.use(package=package, by=by, amount=Decimal(1), day=day, token=uuid.uuid4()).pk}


def an_approval(customer: Customer) -> dict[str, Any]:
    """The owner wants to sign a price above the market."""
    day = clock.today()
    contract = contracts.enter_contract(
        customer=customer,
        by=customer.owner,
        token=uuid.uuid4(),
        subject="Fleet",
        starts_on=day,
        ends_on=day,
        price=Decimal(200),
        market_low=Decimal(100),
        market_high=Decimal(150),
        market_on=day,
    )
    contracts.sign(contract=contract, by=customer.owner, signed_on=day)
    return {"pk": contract.approvals.get().pk}


def a_tagged(customer: Customer) -> dict[str, Any]:
    """The customer, and in the data of the POST a tag that is on offer."""
    tag, _new = Tag.objects.get_or_create(name="Long-standing")
    DATA["customers:customer_tag"] = {"tag": tag.pk}
    return {"pk": customer.pk}


def a_tag_on(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "tag": a_tag(customer)["pk"]}


def a_contact(customer: Customer) -> dict[str, Any]:
    return {"pk": Contact.objects.create(customer=customer, name="Wang Fang").pk}


def a_removed_contact(customer: Customer) -> dict[str, Any]:
    contact = a_contact(customer)["pk"]
    Contact.objects.filter(pk=contact).delete()
    return {"pk": customer.pk, "contact": contact}


def a_line(customer: Customer) -> dict[str, Any]:
    line, _new = StaffLine.objects.get_or_create(
        customer=customer, user=customer.owner, kind=StaffLine.Kind.TECHNICIAN
    )
    return {"pk": line.pk}


def an_identity(customer: Customer) -> dict[str, Any]:
    named = {"customer": customer, "source": "jd", "value": "fang_88"}
    return {"pk": ExternalIdentity.objects.get_or_create(**named)[0].pk}


def an_own_field(customer: Customer) -> dict[str, Any]:
    return {"pk": CustomField.objects.get_or_create(name="Club card")[0].pk}


def a_tag(customer: Customer) -> dict[str, Any]:
    return {"pk": Tag.objects.get_or_create(name="Long-standing")[0].pk}


def a_message(customer: Customer) -> dict[str, Any]:
    """One that the owner has just written and that still waits."""
    said = {"channel": "sms", "purpose": "service", "why": "by_hand", "text": "Hello"}
    wish = planning.Wish(customer=customer, key=str(uuid.uuid4()), address="+8613800138000", **said)
    return {"pk": planning.plan(wish, by=customer.owner).pk}


def a_template(customer: Customer) -> dict[str, Any]:
    """What a text message may say; on a page it is shown on the first customer of whoever looks."""
    text = "Hello {salutation}, {manager} of {branch} here."
    values = {"name": "Greeting", "channel": "sms", "purpose": "service", "language": "en", "text": text}
    made = Template.objects.filter(name="Greeting").first()
    made = made or templates.write(by=customer.owner, signature="Hexi", **values)
    return {"pk": made.pk}


def a_reset_key(customer: Customer) -> dict[str, Any]:
    return {"uidb36": "1", "key": "used-before"}


def a_hook(customer: Customer) -> dict[str, Any]:
    """A gateway's door, with its secret; what comes through is not signed."""
    return {"gateway": "simulated", "secret": settings.HOOK_SECRETS["simulated"]}


def a_survey(customer: Customer) -> dict[str, Any]:
    """One with a published version and a draft of the next, made by the owner."""
    names = {"name_zh": "到店调查", "name_en": "After the visit", "occasion": "by_hand"}
    survey = building.make_survey(by=customer.owner, **names)
    version = building.begin_draft(survey=survey)
    for kind in ("satisfaction", "nps"):
        building.save_question(version=version, kind=kind, words_zh="怎么样？", words_en="How was it?")
    building.publish(version=version, by=customer.owner)
    building.begin_draft(survey=survey)
    return {"pk": survey.pk}


def a_question(customer: Customer) -> dict[str, Any]:
    """Of a draft."""
    survey = a_survey(customer)["pk"]
    return {"pk": Question.objects.filter(version__survey=survey, version__published_at=None).first().pk}  # type: ignore[union-attr]


def a_code(customer: Customer) -> dict[str, Any]:
    survey = Survey.objects.get(**a_survey(customer))
    return {"pk": qr.make_code(survey=survey, branch=customer.branch).pk}


def a_drawn_code(customer: Customer) -> dict[str, Any]:
    return a_code(customer) | {"kind": "svg"}


def a_printed_code(customer: Customer) -> dict[str, Any]:
    survey = Survey.objects.get(**a_survey(customer))
    return {"code": qr.make_code(survey=survey, branch=customer.branch).code}


def invited(customer: Customer) -> inviting.Invited:
    """Asked whatever else is open with him."""
    return inviting.make(
        survey=Survey.objects.get(**a_survey(customer)),
        customer=customer,
        channel="link",
        occasion=inviting.by_hand(uuid.uuid4()),
        language="en",
        policy=policies.survey_policy(),
        values={},
    )


def asked_by_phone(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "survey": a_survey(customer)["pk"]}


def a_link(customer: Customer) -> dict[str, Any]:
    return {"token": invited(customer).token}


def a_wish_for_a_call(customer: Customer) -> dict[str, Any]:
    """By a customer who answered a survey."""
    customer.phone = "+8613800138000"
    customer.save()
    invitation = invited(customer).invitation
    version = building.published(invitation.survey)
    assert version is not None
    said = {"answers": {}, "source": Response.Source.LINK, "wants_call": True}
    return {"pk": answering.answer(invitation=invitation, version=version, **said).pk}  # type: ignore[arg-type]


def a_checklist(customer: Customer) -> dict[str, Any]:
    return {"pk": inspecting.a_checklist().pk}


def an_inspection(customer: Customer) -> dict[str, Any]:
    """Made by a manager, of a place of this customer."""
    return {"pk": inspecting.inspected(User.objects.get(username="zhou"), customer=customer).pk}


def a_finding(customer: Customer) -> dict[str, Any]:
    inspection = inspecting.inspected(User.objects.get(username="zhou"), customer=customer)
    return {"pk": inspection.items.get(verdict="not_ok").pk}


def a_rectification(customer: Customer) -> dict[str, Any]:
    """Asked for by a manager because of a complaint of this customer."""
    complaint = Complaint.objects.get(**a_complaint(customer))
    return {"pk": inspecting.asked(User.objects.get(username="zhou"), customer.owner, complaint=complaint).pk}


def an_absence(customer: Customer) -> dict[str, Any]:
    """Of the owner, long after all others."""
    day = clock.today() + timedelta(days=400 + 7 * Absence.objects.count())
    said = {"starts_on": day, "ends_on": day, "kind": "leave", "token": uuid.uuid4()}
    return {"pk": enter_absence(person=customer.owner, by=customer.owner, **said).pk}  # type: ignore[arg-type]


def a_skill(customer: Customer) -> dict[str, Any]:
    return {"pk": Skill.objects.get_or_create(code="technical")[0].pk}


def a_seat(customer: Customer) -> dict[str, Any]:
    """The owner is given work by the rules."""
    Seat.objects.get_or_create(person=customer.owner)
    return {"pk": customer.owner_id}


def handed_on(customer: Customer) -> dict[str, Any]:
    """By the owner, while he is away."""
    batch = uuid.uuid4()
    complaint = Complaint.objects.get(**a_complaint(customer))
    choice = Choice(customer.owner_id, "by_hand")
    routing_services.give(complaint, choice, policy=routing_policy(), by=customer.owner, batch=batch)
    return {"batch": batch}


def a_signal(customer: Customer) -> dict[str, Any]:
    found = {"strength": 0.8, "numbers": {"own": True, "usual": 92, "spread": 14, "now": 171}}
    signal = ChurnSignal.objects.create(
        customer=customer, kind="lapsed_visit", opened_on=DAY, seen_on=DAY, **found
    )
    return {"pk": signal.pk}


MAKERS: dict[str, Callable[[Customer], dict[str, Any]]] = {
    "customer": the_customer,
    "person": the_owner,
    "phone": a_phone,
    "branch": the_branch,
    "team": the_team,
    "notice": a_notice,
    "signal": a_signal,
    "complaint": a_complaint,
    "compensation": a_compensation,
    "defect": a_defect,
    "affected": an_affected,
    "interaction": an_interaction,
    "promise": a_promise,
    "follow_up": a_follow_up,
    "doubt": a_doubt,
    "verification": a_verification,
    "action": an_action,
    "batch": a_batch,
    "asset": an_asset,
    "reading": a_reading,
    "due": a_due,
    "invoice": an_invoice,
    "payment": a_payment,
    "statement": a_statement,
    "mark": a_mark,
    "visit": a_visit,
    "visit_change": a_visit_change,
    "following": a_following,
    "article": an_article,
    "voice": a_voice,
    "matter": a_matter,
    "answer": an_article_and_caller,
    "article_use": a_use,
    "help": a_help_page,
    "declined": declined_work,
    "return": followed(Return, asked_on=DAY),
    "claim": followed(WarrantyClaim, claimed_on=DAY),
    "declined_work": followed(DeclinedWork, recommended_on=DAY),
    "contract": agreed(
        contracts.enter_contract, subject="Fleet", starts_on=DAY, ends_on=DAY, price=Decimal(9)
    ),
    "quote": agreed(make_quote, subject="Brakes", amount=Decimal(9), made_on=DAY, valid_until=DAY),
    "booking": agreed(bookings.book, day=DAY, at=time(12)),
    "package": agreed(packages.sell, name="Washes", total=Decimal(10), bought_on=DAY),
    "inquiry": agreed(inquiries.ask, topic="Windscreen", day=DAY),
    "import": an_import,
    "agreements": an_agreement_kind,
    "agreement": an_agreement,
    "written": what_was_written,
    "taken": a_removed_agreement,
    "movement": a_movement,
    "approval": an_approval,
    "draft": a_draft,
    "source": a_source,
    "view": a_view,
    "bulk": a_bulk_change,
    "night": a_night,
    "absence": an_absence,
    "skill": a_skill,
    "seat": a_seat,
    "handed": handed_on,
    "taken_back": a_taken_back,
    "opted": an_opt_out,
    "word": a_word,
    "pair": a_pair,
    "two": two_customers,
    "merge": a_merge,
    "detector": a_detector,
    "segment": a_segment,
    "health_profile": a_health_profile,
    "tiers": tiers_of_some,
    "change": a_change_of_policy,
    "judged": a_judged_one,
    "competitor": a_competitor,
    "backtest": a_back_test,
    "model": a_model,
    "token": a_token,
    "key": a_reset_key,
    "tagged": a_tagged,
    "contact": a_contact,
    "removed": a_removed_contact,
    "line": a_line,
    "identity": an_identity,
    "field": an_own_field,
    "tag": a_tag,
    "kind": lambda customer: {"pk": VisitType.objects.get_or_create(code="repair", name="Repair")[0].pk},
    "tag_on": a_tag_on,
    "template": a_template,
    "message": a_message,
    "hook": a_hook,
    "survey": a_survey,
    "question": a_question,
    "code": a_code,
    "drawn": a_drawn_code,
    "printed": a_printed_code,
    "link": a_link,
    "asked": asked_by_phone,
    "wish": a_wish_for_a_call,
    "checklist": a_checklist,
    "inspection": an_inspection,
    "finding": a_finding,
    "rectification": a_rectification,
    "sent": a_sent_link,
    "progress": a_progress_page,
    "desk_of": a_branchs_form,
    "front": a_drawn_form,
}

# What a POST needs to get past the door, by URL name.
DATA: dict[str, dict[str, Any]] = {
    "customers:sensitivity": {"sensitivity": "price"},
    "outbox:template_try": {"channel": "sms", "purpose": "service", "language": "en", "text": "Hello {name}"},
    "outbox:template_report": {"what": "submit"},
    "desk:article_decide": {"what": "check"},
    "desk:article_judge": {"kind": "helpful"},
}


def arguments(kind: str, whose: str, customers: dict[str, Customer]) -> dict[str, Any]:
    """The URL arguments of one line; a missing object has numbers that nothing has."""
    if kind == "-":
        return {}
    made = MAKERS[kind](customers.get(whose, customers["own"]))
    return dict.fromkeys(made, MISSING) if whose == "missing" else made

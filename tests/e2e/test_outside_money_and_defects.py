"""From outside with a deadline; money within and above one's limit; a defect and all whom it concerns."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from churn_crm import clock
from customers.models import Customer, VisitLine
from desk.complaints.forms import MINUTE
from desk.models import Compensation, Complaint, Defect
from outbox.models import Message, SendingPolicy
from staff.models import Notice
from tests.desk.complaining import logged
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import CustomerFactory, VisitFactory
from tests.outbox.sending import ALWAYS

NEXT_WEEK = timedelta(days=7)


@pytest.fixture
def complaint(customer_of_lin, xie):
    return logged(customer_of_lin, xie)


def verb(page: Page, complaint: Complaint, key: str, first: str) -> None:
    """A form of the complaint's page by its key; `first` is where the cursor then stands."""
    page.goto(f"/desk/complaints/{complaint.pk}/")
    page.keyboard.press(key)
    expect(page.locator(first)).to_be_focused()


def give(page: Page, complaint: Complaint, amount: str, text: str) -> None:
    verb(page, complaint, "g", f"#compensate-{complaint.pk}-kind")
    page.locator(f"#compensate-{complaint.pk}-kind").select_option("money")
    page.locator(f"#compensate-{complaint.pk}-amount").fill(amount)
    page.locator(f"#compensate-{complaint.pk}-text").fill(text)
    page.keyboard.press("Control+Enter")
    expect(line(page, text)).to_be_visible()


def line(page: Page, text: str):
    return page.locator(".cr-comp-l > li").filter(has_text=text)


# ---- from outside


def test_a_body_that_sent_it_waits_in_its_list_until_it_is_answered(
    page_as, customer_of_lin, xie, language, said, troubles
):
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={customer_of_lin.pk}")
    page.locator("#id_complaint-text").fill("The invoice was wrong twice")
    page.locator("#id_complaint-cause").select_option("overcharging")
    page.get_by_text(said("From outside (12315, 12345, a review)")).click()
    page.locator("#id_complaint-sender").select_option("12345")
    page.locator("#id_complaint-sender_number").fill("GD2026-0613")
    due = clock.now() + NEXT_WEEK
    page.locator("#id_complaint-sender_due").fill(due.strftime(MINUTE))
    page.locator("#id_complaint-text").press("Control+Enter")
    expect(page.locator(".cr-lately")).to_contain_text("The invoice was wrong twice")

    from_outside = page.get_by_text(said("%(n)s from outside, not answered", n="1"))
    from_outside.click()
    expect(from_outside).to_have_attribute("aria-current", "true")  # the list before has the same row
    row = page.locator("#open-complaints tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("12345")
    row.get_by_role("link").first.click()
    facts = page.locator("#complaint dl").first
    expect(facts).to_contain_text(said("City hotline 12345"))
    expect(facts).to_contain_text("GD2026-0613")

    made = Complaint.objects.get()
    verb(page, made, "s", f"#answer_sender-{made.pk}-text")
    page.keyboard.press("Control+Enter")  # nothing was told yet
    expect(page.get_by_text(said("Write down what the sender was told."))).to_be_visible()
    page.locator(f"#answer_sender-{made.pk}-text").fill("Put right, with apologies")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#complaint .cr-tl")).to_contain_text("Put right, with apologies")
    expect(page.locator("#complaint .cr-tl")).to_contain_text(said("The sender was answered"))
    page.goto("/desk/")
    expect(row).to_have_count(1)  # the customer waits still
    expect(from_outside).to_have_count(0)
    troubles.clear()  # the browser notes the 422
    made.refresh_from_db()
    assert made.sender_answered_at and made.solved_at is None


# ---- compensation


def test_an_agent_gives_within_the_limit_and_asks_above_it(page_as, complaint, xie, wei, language, said):
    desk, lead = page_as(xie, language=language), page_as(wei, language=language)
    give(desk, complaint, "150", "For two hours")
    expect(line(desk, "For two hours")).to_contain_text(said("given", context="compensation"))
    give(desk, complaint, "400", "A rental car")
    asked = line(desk, "A rental car")
    expect(asked).to_contain_text(said("waiting for approval", context="compensation"))
    approve = said("Approve", context="compensation")
    expect(desk.get_by_role("button", name=approve)).to_have_count(0)

    note = Notice.objects.get(user=wei, kind="compensation_asked")
    lead.goto(note.link)
    line(lead, "A rental car").get_by_role("button", name=approve).click()
    expect(line(lead, "A rental car")).to_contain_text(said("approved", context="compensation"))

    give(desk, complaint, "300", "A set of tyres")
    lead.goto(note.link)
    row = line(lead, "A set of tyres")
    row.get_by_label(said("Why it is refused")).fill("They were old")
    row.get_by_role("button", name=said("Refuse", context="compensation"), exact=True).click()
    expect(line(lead, "A set of tyres")).to_contain_text("They were old")
    states = dict(Compensation.objects.values_list("text", "state"))
    assert states == {"For two hours": "given", "A rental car": "approved", "A set of tyres": "refused"}


# ---- a defect


@pytest.fixture
def three(lin, gaoxin, today) -> list[Customer]:
    """Two with the part on their bill, one of them without a number; and one with another part."""
    people = (("Tang Yiheng", "+8613912346615"), ("Fang Min", ""), ("Gu Wei", "+8613912346616"))
    made = []
    for (name, phone), part in zip(people, ("BP-2231", "BP-2231", "BP-9000"), strict=True):
        customer = CustomerFactory(owner=lin, branch=gaoxin, name=name, phone=phone)
        visit = VisitFactory(customer=customer, day=today - NEXT_WEEK, amount=500)
        VisitLine.objects.create(visit=visit, text=f"Brake pads {part}", amount=500)
        made.append(customer)
    return made


def test_a_defect_lists_whom_it_concerns_and_each_is_told(page_as, three, wei, today, language, said):
    SendingPolicy.objects.create(**ALWAYS)
    page = page_as(wei, language=language)
    page.goto("/desk/defects/")
    page.get_by_role("link", name=said("Declare a defect")).click()
    page.locator("#id_defect-title").fill("Pads of batch 2231")
    page.locator("#id_defect-article").fill("bp-2231")
    page.locator("#id_defect-first_day").fill((today - 2 * NEXT_WEEK).isoformat())
    page.locator("#id_defect-last_day").fill(today.isoformat())
    page.locator("#id_defect-text").fill("{name}: your pads are changed free of charge.")
    page.locator("#id_defect-text_other").fill("{name}：我们免费为您更换制动片。")
    page.get_by_role("button", name=said("List whom it concerns")).click()
    rows = page.locator(".cr-df-l > li")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Tang Yiheng")).to_be_visible()
    assert not Message.objects.exists()

    page.get_by_role(
        "button", name=said.many("Tell %(counter)s customer", "Tell %(counter)s customers", 2, counter=2)
    ).click()
    call = page.get_by_role("button", name=said("%(name)s has been told by phone", name="Fang Min"))
    expect(call).to_be_visible()
    message = Message.objects.get()
    assert "Tang Yiheng：我们免费" in message.text  # a Chinese number: in Chinese
    call.click()
    expect(call).to_have_count(0)
    assert Defect.objects.get().affected.get(customer=three[1]).told_by == wei


# ---- and how they look


def test_nothing_is_wrong_with_the_pages(page_as, complaint, three, wei, xie, today):
    give_to = page_as(xie)
    give(give_to, complaint, "150", "For two hours")
    give(give_to, complaint, "400", "A rental car")
    page = page_as(wei, bypass_csp=True)
    found = {
        path: findings_on(page, path, thorough=True, rules=BY_WIDTH)
        for path in (f"/desk/complaints/{complaint.pk}/", "/desk/defects/declare/")
    }
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)

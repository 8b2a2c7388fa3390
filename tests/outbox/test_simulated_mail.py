"""E-mail while one tries out: taken by the simulated gateway, read beside its phones, answered from there."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from outbox import consents, gateways, sending, simulated_phones
from outbox.models import Message, Reply, State
from outbox.simulator import signing
from outbox.simulator.__main__ import Server
from outbox.simulator.faults import Faults
from outbox.simulator.ledger import Ledger
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always

__all__ = ["always"]
pytestmark = pytest.mark.django_db
ADDRESS = "wang.wei@example.com"


@pytest.fixture(autouse=True)
def server(settings, tmp_path) -> Iterator[Server]:
    """Its server; nobody listens to what it tells."""
    settings.SMS_GATEWAY = settings.EMAIL_GATEWAY = "simulated"
    secret = settings.SIMULATED_GATEWAY_SECRET
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    server = Server(0, ledger, hooks="http://127.0.0.1:9/", secret=secret, faults=Faults())
    settings.SIMULATED_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gateways.by_name.cache_clear()
    yield server
    server.end()
    gateways.by_name.cache_clear()


@pytest.fixture
def letter(lin, gaoxin, he, always) -> Message:
    wang = CustomerFactory(owner=lin, branch=gaoxin, email=ADDRESS)
    return a_message(wang, channel="email", subject="Inspection", text="It is due.\nThursday?")


def test_it_is_sent_and_read_on_the_page_of_the_phones(letter, client, lin):
    assert sending.send_ready() == 1
    letter.refresh_from_db()
    assert (letter.state, letter.gateway) == (State.SENT, "simulated")
    assert [line.text for line in simulated_phones.conversation(ADDRESS)] == [
        "Inspection\n\nIt is due.\nThursday?"
    ]
    client.force_login(lin)
    page = client.get(reverse("outbox:phone", args=[letter.pk])).content.decode()
    assert ADDRESS in page
    assert "It is due.<br>Thursday?" in page


def test_an_answer_by_e_mail_is_one_and_opts_the_address_out(letter, settings):
    secret = settings.SIMULATED_GATEWAY_SECRET
    said = {"id": "r1", "at": datetime.now(UTC).timestamp(), "from": ADDRESS, "text": "STOP"}
    body = json.dumps(said).encode()
    Client().post(
        reverse("outbox:replies_in", args=["simulated", secret]),
        body,
        content_type="application/json",
        headers=signing.headers("r1", body, secret=secret),
    )
    reply = Reply.objects.get()
    assert (reply.channel, reply.customer) == ("email", letter.customer)
    assert consents.opted_out("email", [ADDRESS]) == {ADDRESS}
    assert Message.objects.get().state == State.SKIPPED

"""Gateways with their stand-ins, and a message for them."""

import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from churn_crm import clock
from outbox import gateways
from outbox.gateways.base import Gateway, Outgoing
from tests.outbox.stand_ins import (
    NUMBER,
    AliyunStandIn,
    StandIn,
    TencentStandIn,
    TwilioStandIn,
    running,
)

SECRET = "s" * 40


@pytest.fixture
def noon_in_china() -> Iterator[None]:
    """Near midnight a gateway is asked about two days; how many questions there are depends on the hour."""
    noon = datetime.now(UTC).replace(hour=4, minute=0, second=0)
    with time_machine.travel(noon, tick=True):
        yield


OWN = {
    "aliyun": {
        "ALIYUN_ACCESS_KEY_ID": AliyunStandIn.KEY_ID,
        "ALIYUN_ACCESS_KEY_SECRET": AliyunStandIn.SECRET,
        "SMS_SIGNATURE": "河西养车",
    },
    "twilio": {
        "TWILIO_ACCOUNT_SID": TwilioStandIn.ACCOUNT,
        "TWILIO_AUTH_TOKEN": TwilioStandIn.TOKEN,
        "TWILIO_SENDER": "+15005550006",
    },
    "tencent": {
        "TENCENT_SECRET_ID": TencentStandIn.KEY_ID,
        "TENCENT_SECRET_KEY": TencentStandIn.SECRET,
        "TENCENT_APP_ID": "1400006666",
        "SMS_SIGNATURE": "河西养车",
    },
}
STAND_INS: dict[str, type[StandIn]] = {
    "aliyun": AliyunStandIn,
    "twilio": TwilioStandIn,
    "tencent": TencentStandIn,
}


@dataclass
class Line:
    """A gateway of ours and the stand-in at the other end."""

    gateway: Gateway
    far: StandIn
    message: Outgoing

    def once_more(self, **changes: object) -> Outgoing:
        return replace(self.message, reference=uuid4().hex, **changes)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory) -> ssl.SSLContext:
    """Of a server whose certificate nobody else has signed."""
    folder = tmp_path_factory.mktemp("certificate")
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now, names = clock.now(), [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .sign(key, hashes.SHA256())
    )
    clear = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear)
    (folder / "pem").write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    return context


@pytest.fixture
def fresh_gateways() -> Iterator[None]:
    gateways.by_name.cache_clear()
    yield
    gateways.by_name.cache_clear()


@pytest.fixture
def message() -> Outgoing:
    return Outgoing(
        reference=uuid4().hex,
        address=NUMBER,
        text="王女士，您的爱车该保养了。",
        template_code="SMS_154950909",
        variables={"1": "王女士", "2": "保养"},
        first_tried_at=clock.now(),
    )


def line_of(name: str, settings, message: Outgoing) -> Iterator[Line]:
    with running(STAND_INS[name]()) as far:
        settings.GATEWAY_TIMEOUT = 2
        settings.PUBLIC_URL = "https://crm.example.com"
        settings.HOOK_SECRETS = {**settings.HOOK_SECRETS, name: SECRET}
        own = {**OWN[name], f"{name.upper()}_ENDPOINT": f"http://{far.address}"}
        for setting, value in own.items():
            setattr(settings, setting, value)
        gateways.by_name.cache_clear()
        yield Line(gateways.by_name(name), far, message)
        gateways.by_name.cache_clear()


@pytest.fixture(params=sorted(STAND_INS))
def line(request, settings, message) -> Iterator[Line]:
    """Each of the gateways in turn."""
    yield from line_of(request.param, settings, message)


@pytest.fixture
def aliyun(settings, message) -> Iterator[Line]:
    yield from line_of("aliyun", settings, message)


@pytest.fixture
def twilio(settings, message) -> Iterator[Line]:
    yield from line_of("twilio", settings, message)


@pytest.fixture
def tencent(settings, message) -> Iterator[Line]:
    yield from line_of("tencent", settings, message)

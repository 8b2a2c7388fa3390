"""Reading one mail: what its writer said himself, what is no answer, and whatever an enemy may send."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.mailbox import letters
from outbox.mailbox.decoding import header_of, text_of
from outbox.mailbox.wording import own_words, text_of_html

OURS = "0123456789abcdef0123456789abcdef"


def mail(text: str = "Thursday suits me.", *, html: str = "", **headers: str) -> EmailMessage:
    """A mail of Wang; headers by their names with _ for -."""
    made = EmailMessage()
    made["From"] = "王伟 <Wang.Wei@Example.com>"
    made["To"] = "care@crm.example.com"
    made["Subject"] = "Re: Inspection"
    made["Message-ID"] = "<one@example.com>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html") if text else made.set_content(html, subtype="html")
    return made


def read(made: EmailMessage) -> letters.Letter:
    return letters.read(made.as_bytes())


def test_who_wrote_what_about_which_message():
    letter = read(mail(In_Reply_To=f"<{OURS}@crm.example.com>"))
    assert (letter.sender, letter.subject, letter.text) == (
        "wang.wei@example.com",
        "Re: Inspection",
        "Thursday suits me.",
    )
    assert (letter.references, letter.kind) == ((OURS,), "answer")


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": f"<{OURS}@crm.example.com>"},
        {"References": f"<first@example.com> <{OURS.upper()}@crm.example.com>"},
        {"To": f"Care <answers+{OURS}@crm.example.com>"},
        {"Delivered_To": f"answers+{OURS}@crm.example.com"},
    ],
)
def test_our_message_is_named_by_thread_or_address(headers):
    assert read(mail(**headers)).references == (OURS,)


def test_of_a_thread_the_latest_of_ours_comes_first_and_other_digits_are_none():
    later = OURS[::-1]
    letter = read(
        mail(References=f"<{OURS}@c.example> <{later}@c.example> <a{OURS}@c.example> <12@c.example>")
    )
    assert letter.references == (later, OURS)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "Yes.\n\nOn Mon, 3 Nov 2025 at 10:00, Care <c@example.com> wrote:\n> Thursday?\n> Or Friday?\n",
            "Yes.",
        ),
        (
            "Yes.\n\nOn Mon, 3 Nov 2025 at 10:00, Hexi Auto Care\n<care@example.com> wrote:\n> Thursday?",
            "Yes.",
        ),
        ("On Monday Care wrote:\n> Thursday?\nYes.\n> Or Friday?\nNo.", "Yes.\nNo."),
        ("> Thursday?\nYes.", "Yes."),
        ("好的\n\n在 2025年11月3日，河西养车 <care@example.com> 写道：\n> 周四可以吗？", "好的"),
        ("好的\n\n------------------ 原始邮件 ------------------\n发件人: 河西养车\n周四可以吗？", "好的"),
        ("Yes.\n\n-----Original Message-----\nFrom: Care\nThursday?", "Yes."),
        (
            "Yes.\n\nFrom: Care <care@example.com>\nSent: Monday, 3 November 2025\nTo: Wang\n\nThursday?",
            "Yes.",
        ),
        ("好的\n\n发件人：河西养车\n发送时间：2025年11月3日\n\n周四可以吗？", "好的"),
        ("Yes.\n\n-- \nWang Wei\nHexi Logistics", "Yes."),
        ("Yes.\nSent from my iPhone", "Yes."),
        ("好的\n发自我的iPhone", "好的"),
        (
            "From: what you wrote I take it that Thursday is free.",
            "From: what you wrote I take it that Thursday is free.",
        ),
        ("The mechanic wrote: ready.\nIs it?", "The mechanic wrote: ready.\nIs it?"),
        ("> all of it\n> is quoted", "> all of it\n> is quoted"),
        ("", ""),
    ],
)
def test_what_is_quoted_and_the_signature_are_cut_off(text, own):
    assert own_words(text) == own


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Yes,<br>Thursday.</p><blockquote>Thursday?</blockquote>", "Yes,\nThursday."),
        ("<style>p{color:red}</style><p>Yes</p><script>alert(1)</script>", "Yes"),
        ("<blockquote>all quoted", "all quoted"),
        ("Tom &amp; Ann &lt;3", "Tom & Ann <3"),
        ("<p>unclosed <b>and <i>nested", "unclosed and nested"),
        ("", ""),
    ],
)
def test_of_a_page_the_words_are_read(html, words):
    assert text_of_html(html) == words


def test_plain_text_comes_before_html_and_html_alone_is_read():
    assert read(mail("plain", html="<p>page</p>")).text == "plain"
    assert read(mail("", html="<p>page</p>")).text == "page"


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030", "utf-16", "big5"])
def test_each_charset_is_read(charset):
    assert text_of("车修好了".encode(charset, errors="ignore"), charset) == "车修好了".encode(
        charset, errors="ignore"
    ).decode(charset)


@pytest.mark.parametrize(
    "claimed", [None, "us-ascii", "klingon", "gb2312", "base64", "punycode", "a\0b", '"utf-8"']
)
def test_a_wrong_charset_is_seen_through(claimed):
    assert text_of("车修好了".encode(), None if claimed == "gb2312" else claimed) == "车修好了"
    assert text_of("车修好了".encode("gb18030"), claimed) == "车修好了"


def test_headers_in_raw_gbk_or_encoded_are_read():
    raw = "Subject: 车修好了吗\nFrom: a@example.com\n\nok".encode("gbk")
    assert letters.read(raw).subject == "车修好了吗"
    assert header_of("=?gb2312?B?s7XQ3rrDwcvC8A==?=") == "车修好了吗"
    assert header_of("=?utf-8?B?@@@?= still") == "still"  # broken words cost nothing but themselves


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<offers.example.com>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "no-reply@example.com"},
        {"Subject": "自动回复：我在休假"},
        {"Subject": "Automatic reply: Inspection"},
    ],
)
def test_what_a_program_wrote_is_no_answer(headers):
    assert read(mail(**headers)).kind == "automatic"


def test_a_person_who_says_so_is_one():
    assert read(mail(Auto_Submitted="no")).kind == "answer"


BOUNCE = f"""From: Mail Delivery System <postmaster@example.com>
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; wang@example.com
Action: ACTION
Status: 5.1.1
--b
Content-Type: message/rfc822

From: care@crm.example.com
Message-ID: <{OURS}@crm.example.com>
Subject: Inspection

It is due.
--b--
"""


@pytest.mark.parametrize(("action", "failed"), [("failed", True), ("delayed", False)])
def test_a_report_of_non_delivery_names_our_message(action, failed):
    letter = letters.read(BOUNCE.replace("ACTION", action).encode())
    assert (letter.kind, letter.references) == ("bounce", (OURS,))
    assert (letter.failed, letter.status) == (failed, "5.1.1")


def test_a_read_receipt_is_no_answer():
    raw = b"From: a@example.com\nContent-Type: multipart/report; report-type=disposition-notification"
    raw += b"; boundary=b\n\n--b--"
    assert letters.read(raw).kind == "automatic"


def test_attachments_are_named_and_a_mail_within_is_not_his_words():
    made = mail("See the photo.")
    made.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="scratch.jpg")
    inner = mail("words of somebody else")
    made.add_attachment(inner)
    text = read(made).text
    assert text.startswith("See the photo.\n[scratch.jpg]")
    assert "somebody else" not in text


def test_nobody_sees_controls_or_turned_writing():
    assert read(mail("pay\u202eto\u0007 me\u200b")).text == "payto me"


def test_the_same_mail_is_one_and_another_is_another():
    assert read(mail()).key == read(mail("other words", Received="from elsewhere")).key
    assert read(mail()).key != read(mail(Message_ID="<two@example.com>")).key
    assert read(mail()).key != read(mail(From="chen@example.com")).key
    without = [mail("a"), mail("b")]
    for one in without:
        del one["Message-ID"]
    assert read(without[0]).key != read(without[1]).key


def test_an_address_that_hides_in_a_name_is_none():
    raw = b"From: =?utf-8?q?victim=40example.com=2C?= <enemy@example.net>\n\nok"
    assert letters.read(raw).sender == "enemy@example.net"


HOSTILE = {
    "nothing": b"",
    "no head": b"just words",
    "nested a thousand times": b"From: a@example.com\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)),
    "a boundary that never comes": b"From: a@example.com\nContent-Type: multipart/mixed; boundary=x\n\nwords",
    "no boundary": b"From: a@example.com\nContent-Type: multipart/mixed\n\nwords",
    "broken base64": b"From: a@example.com\nContent-Transfer-Encoding: base64\n\n@@@=a",
    "broken words": b"From: =?utf-8?Q?=ZZ?= <a@example.com>\nSubject: =?x?B?!!?=\n\nok",
    "a broken name": b"From: a@example.com\nContent-Type: image/png; name*0*=x'y'%ZZ; name*2=b\n\nok",
    "two senders": b"From: a@example.com\nFrom: b@example.com\n\nok",
    "ten thousand receivers": b"From: a@example.com\nTo: " + b"a@example.com, " * 10_000 + b"\n\nok",
    "NUL": b"From: a\0@example.com\nSubject: a\0b\n\na\0b",
    "one endless line": b"From: a@example.com\n\n" + b"on a wrote " * 20_000,
    "quotes all the way": b"From: a@example.com\n\n" + b"> " * 50_000,
    "dashes all the way": b"From: a@example.com\n\n" + b"-" * 200_000 + b"x",
    "half tags": b"From: a@example.com\nContent-Type: text/html\n\n" + b"<!" * 50_000,
    "half comments": b"From: a@example.com\nContent-Type: text/html\n\n" + b"<!--" * 30_000,
    "half ends": b"From: a@example.com\nContent-Type: text/html\n\n" + b"</a" * 30_000,
    "half signs": b"From: a@example.com\nContent-Type: text/html\n\n" + b"&#" * 50_000,
    "half attributes": b"From: a@example.com\nContent-Type: text/html\n\n<a " + b"b=' " * 30_000,
    "words of others all the way": b"From: a@example.com\n\n" + b"On a wrote:\n> b\n" * 12_000,
    "tags all the way": b"From: a@example.com\nContent-Type: text/html\n\n" + b"<blockquote" * 20_000,
    "a charset of its own": b'From: a@example.com\nContent-Type: text/plain; charset="\xff"\n\n\xff\xfe',
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_as_far_as_it_goes(raw):
    begun = time.process_time()
    letter = letters.read(raw)
    assert time.process_time() - begun < 5  # of this process alone; what is not linear takes minutes
    assert letter.kind in ("answer", "automatic", "bounce")
    assert "\0" not in letter.sender + letter.text + letter.subject
    if b"From: a@example.com" in raw:
        assert letter.sender == "a@example.com"


@given(st.binary(max_size=600))
def test_no_bytes_at_all_break_the_reader(raw):
    letters.read(raw)
    letters.read(b"From: a@example.com\nContent-Type: multipart/mixed; boundary=a\n\n--a\n" + raw)


@given(st.text(max_size=400))
def test_words_are_never_made_up_nor_all_lost(text):
    own = own_words(text)
    assert bool(own) == bool(text.replace("\xa0", " ").strip())

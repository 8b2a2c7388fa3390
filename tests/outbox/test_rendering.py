"""The words of a template become a customer's words: by table."""

import pytest

from outbox import rendering
from outbox.rendering import Unsayable, as_sent, filled, for_gateway, said, variables_for
from outbox.salutations import salutation
from outbox.template_rules import APPROVERS, Wording, missing_in_words, offers, problems, too_long, way_out
from outbox.variables import VARIABLES

VALUES = {"salutation": "王先生", "plate": "川A12345", "due": "年检", "due_on": "6月30日", "last_visit": ""}
WORDS = frozenset({"退订", "td", "t", "stop"})


@pytest.mark.parametrize(
    ("text", "became"),
    [
        ("{salutation}您好", "王先生您好"),
        ("{称呼}您好，{车牌号}", "王先生您好，川A12345"),
        ("{ salutation }, hello", "王先生, hello"),
        ("{称呼} and {salutation}", "王先生 and 王先生"),
        ("nothing to fill in", "nothing to fill in"),
    ],
)
def test_variables_are_filled_in_by_either_name(text, became):
    assert filled(text, VALUES) == became


@pytest.mark.parametrize(
    ("text", "unknown", "missing"),
    [
        ("{nickname} hello", ("nickname",), ()),
        ("since {last_visit}", (), ("last_visit",)),
        ("since {上次到店} and {last_visit}", (), ("last_visit",)),
        ("{} {asset}", ("",), ("asset",)),
    ],
)
def test_what_cannot_be_said_is_named_and_never_left_empty(text, unknown, missing):
    with pytest.raises(Unsayable) as refused:
        filled(text, VALUES)
    assert (refused.value.unknown, refused.value.missing) == (unknown, missing)


def test_the_reader_is_told_why_a_value_is_missing():
    words = missing_in_words(Unsayable(missing=("last_visit",)))
    assert words == ["No value for {last_visit}: this customer has never visited."]


def test_every_variable_has_a_name_in_both_languages_and_no_two_share_one():
    named = [word for one in VARIABLES for word in (one.name, one.chinese)]
    assert len(set(named)) == 2 * len(VARIABLES)
    assert all(one.name.isascii() and not one.chinese.isascii() for one in VARIABLES)


@pytest.mark.parametrize(
    ("channel", "signature", "text", "characters", "parts"),
    [
        # 4 signs of the signature's frame and name count: 66 + 4 is one message, 67 + 4 are two.
        ("sms", "蓉行", "好" * 66, 70, 1),
        ("sms", "蓉行", "好" * 67, 71, 2),
        ("sms", "", "a" * 160, 160, 1),
        ("sms", "Hexi", "a" * 160, 166, 3),
        ("wechat", "蓉行", "好" * 200, 200, 1),
    ],
)
def test_the_signature_counts_in_front_of_an_sms_only(channel, signature, text, characters, parts):
    ready = said(text=text, values={}, channel=channel, signature=signature)
    assert (ready.characters, ready.parts) == (characters, parts)
    assert ready.text == as_sent(text, signature=signature, channel=channel)


def test_gateways_get_the_text_and_the_values_each_in_its_own_form():
    text = "{称呼}您好，{车牌号}的{due}到期"
    ready = said(text=text, values=VALUES, channel="sms", signature="蓉行")
    assert for_gateway(text, "aliyun") == "${salutation}您好，${plate}的${due}到期"
    assert for_gateway(text, "tencent") == "{1}您好，{2}的{3}到期"
    assert variables_for(ready, "aliyun") == {"salutation": "王先生", "plate": "川A12345", "due": "年检"}
    assert variables_for(ready, "tencent") == {"1": "王先生", "2": "川A12345", "3": "年检"}
    promotion = "{称呼}您好。{退订}"
    assert for_gateway(promotion, "aliyun") == "${salutation}您好。拒收请回复R"
    ready = said(text=promotion, values={**VALUES, "opt_out": "拒收请回复R"}, channel="sms")
    assert variables_for(ready, "tencent") == {"1": "王先生"}
    assert rendering.names(text) == ["salutation", "plate", "due"]


@pytest.mark.parametrize(
    ("name", "gender", "language", "addressed"),
    [
        ("王伟", "male", "zh-hans", "王先生"),
        ("王伟", "female", "zh-hans", "王女士"),
        ("欧阳娜", "female", "zh-hans", "欧阳女士"),
        ("欧阳", "male", "zh-hans", "欧先生"),
        ("王伟", "", "zh-hans", "王伟"),
        ("王伟", "other", "zh-hans", "王伟"),
        ("Wang Wei", "male", "zh-hans", "Wang Wei"),
        ("王伟", "male", "en", "Wang Wei"),
    ],
)
def test_how_one_addresses_a_person(name, gender, language, addressed):
    assert salutation(name=name, latin_name="Wang Wei", gender=gender, language=language) == addressed


@pytest.mark.parametrize(("language", "addressed"), [("en", "Wang Wei"), ("zh-hans", "王先生")])
def test_where_the_latin_form_of_a_name_comes_first_the_other_is_found_beside_it(language, addressed):
    assert salutation(name="Wang Wei", latin_name="王伟", gender="male", language=language) == addressed


def wording(text: str, **other: str) -> Wording:
    given = {"channel": "sms", "purpose": "service", "language": "zh-hans", "signature": "蓉行汽车"}
    return Wording(text=text, **(given | other))


GOOD = [
    wording("{称呼}您好"),
    wording("Hello", language="en", signature=""),
    wording("好消息，回复TD退订", purpose="marketing"),
    wording("好消息，回T退订", purpose="marketing"),
    wording("好消息，{退订}", purpose="marketing"),
    wording("Come in. Reply with a day. Reply STOP to opt out", purpose="marketing", language="en"),
    wording("Dear {salutation}", channel="email", subject="{due}", signature=""),
    wording("随便{称呼}", channel="wechat", purpose="marketing", signature=""),
    wording("{称呼}您好，{车牌号}年检将到期", gateway="aliyun"),
]
FAULTY = [
    (wording("{昵称}您好"), "text", "{昵称}"),
    (wording("{称呼您好"), "text", "brace"),
    (wording("您好", signature=""), "signature", "begins with a signature"),
    (wording("您好", signature="【蓉行】"), "signature", "Without"),
    (wording("您好", signature="蓉"), "signature", "2 to 12"),
    (wording("【蓉行】您好"), "text", "【】"),
    (wording("好" * 499), "text", "500"),
    (wording("好消息", purpose="marketing"), "text", "{opt_out}"),
    (wording("Reply with a day", purpose="marketing", language="en"), "text", "{opt_out}"),
    (wording("好消息，拒收请回复R", purpose="marketing"), "text", "“R”"),
    (wording("Dear {salutation}", channel="email", signature=""), "subject", "subject"),
    (wording("x", channel="email", subject="{oops}", signature=""), "subject", "{oops}"),
    (wording("{称呼}您好，{salutation}", gateway="aliyun"), "text", "once"),
    (wording("{称呼} {车牌号}到期", gateway="aliyun"), "text", "side by side"),
    (wording("{称呼}", gateway="tencent"), "text", "nothing but"),
    (wording("好消息，{退订}", purpose="marketing", gateway="aliyun"), "text", "no opt-out word"),
    (wording("好消息，回复TD退订", purpose="marketing", gateway="aliyun"), "text", "拒收请回复R"),
]


@pytest.mark.parametrize("good", GOOD, ids=lambda one: one.text[:24])
def test_what_the_rules_allow(good):
    assert list(problems(good, opt_out_words=WORDS)) == []


@pytest.mark.parametrize(("faulty", "field", "words"), FAULTY, ids=[words for _, _, words in FAULTY])
def test_what_the_rules_refuse_and_where(faulty, field, words):
    found = list(problems(faulty, opt_out_words=WORDS))
    assert [where for where, _ in found] == [field]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("language", "known", "gateway", "words"),
    [
        ("zh-hans", WORDS, "", "回复TD退订"),
        ("zh-hans", {"t"}, "", "回复T退订"),
        ("zh-hans", {"退订"}, "", ""),
        ("en", WORDS, "", "Reply STOP to opt out"),
        ("en", {"quit"}, "", "Reply QUIT to opt out"),
        ("zh-hans", WORDS, "aliyun", ""),
        ("zh-hans", {*WORDS, "r"}, "aliyun", "拒收请回复R"),
    ],
)
def test_the_way_out_uses_only_a_word_that_is_understood(language, known, gateway, words):
    assert way_out(language, known, gateway=gateway) == words
    assert not words or offers(words)[0].casefold() in known


@pytest.mark.parametrize(
    ("gateway", "value", "long"),
    [
        ("aliyun", "好" * 35, []),
        ("aliyun", "好" * 36, ["name"]),
        ("tencent", "好" * 13, ["name"]),
        ("", "好" * 99, []),
    ],
)
def test_a_value_may_be_as_long_as_the_gateway_takes(gateway, value, long):
    assert too_long({"name": value, "plate": "川A"}, APPROVERS.get(gateway)) == long

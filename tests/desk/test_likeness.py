"""Chinese complaints that are worded differently: how many pairs are found, before and with signs compared.

The border was chosen on CHOSEN_ON; MEASURED_ON are other pairs, on which it was not moved any more.
"""

import pytest
from django.db import connection

from desk.complaints import reads
from desk.complaints.likeness import ALIKE, likeness, signs
from tests.desk.complaining import logged

# (an earlier complaint, what is typed now, whether it is the same thing)
CHOSEN_ON = (
    ("二手胎漏气", "轮胎又没气了", True),
    ("刹车踩下去有异响", "踩刹车还是吱吱响", True),
    ("空调不制冷", "开了空调也不凉，没有冷气", True),
    ("等了三个小时才修好", "上次保养等太久，等了一上午", True),
    ("前台态度很差，爱理不理", "接待员态度恶劣，说话难听", True),
    ("机油换完还在漏", "车底下又漏机油", True),
    ("报价800结算收了1200", "结算价比报价多收了400块", True),
    ("玻璃水没加", "说加了玻璃水，其实没有加", True),
    ("厨房又发现蟑螂", "消杀完蟑螂还是很多，厨房里到处爬", True),
    ("师傅没按约定时间上门", "约好上午上门，师傅下午才来", True),
    ("二手胎漏气", "空调不制冷", False),
    ("刹车踩下去有异响", "空调有异味", False),
    ("等了三个小时才修好", "修好以后方向盘还是抖", False),
    ("前台态度很差，爱理不理", "前台把发票开错了", False),
    ("机油换完还在漏", "换完轮胎还在抖", False),
    ("报价800结算收了1200", "结算的时候排队排了很久", False),
    ("厨房又发现蟑螂", "厨房里消杀后有刺鼻气味", False),
    ("师傅没按约定时间上门", "师傅上门没有穿鞋套，把地板弄脏", False),
    ("玻璃水没加", "前挡玻璃上有划痕", False),
    ("导航系统黑屏", "中控锁打不开", False),
)
MEASURED_ON = (
    ("右前轮异响", "右前方轮子那里一直有响声", True),
    ("电瓶换了还是打不着火", "换了新电瓶，早上又打不着", True),
    ("发票金额不对", "发票上的金额开错了", True),
    ("洗车把漆面划花了", "洗完车漆面有划痕", True),
    ("回访说好退款一直没退", "退款到现在没有到账", True),
    ("配件装错了", "给我装的配件型号不对", True),
    ("方向盘跑偏", "做完四轮定位方向还是跑偏", True),
    ("变速箱换挡顿挫", "换挡的时候一顿一顿的", True),
    ("仓库里有老鼠", "仓库老鼠没有灭掉，又看到两只", True),
    ("约好的保养到店没有工位", "预约了保养，到店说没工位要等", True),
    ("大灯不亮", "左边大灯又坏了不亮", True),
    ("右前轮异响", "右后门关不严", False),
    ("电瓶换了还是打不着火", "换了雨刮还是刮不干净", False),
    ("发票金额不对", "发票抬头写错公司名称", False),
    ("洗车把漆面划花了", "洗车等了一个小时", False),
    ("回访说好退款一直没退", "回访电话打了三次太打扰", False),
    ("配件装错了", "配件价格太贵", False),
    ("方向盘跑偏", "方向盘上有油污", False),
    ("变速箱换挡顿挫", "空调换挡开关失灵", False),
    ("仓库里有老鼠", "仓库门口的消杀记录没有签字", False),
    ("约好的保养到店没有工位", "保养后没有复位保养灯", False),
    ("大灯不亮", "漆面不亮，抛光没有做好", False),
)


def found(pairs, is_alike):
    """(of those that are the same, how many are found; of the others, how many are offered wrongly)"""
    same = [is_alike(one, other) for one, other, truly in pairs if truly]
    others = [is_alike(one, other) for one, other, truly in pairs if not truly]
    return (sum(same), len(same)), (sum(others), len(others))


def by_signs(one, other):
    return likeness(signs(one), signs(other)) >= ALIKE


def by_trigrams(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", [one, other])
        return cursor.fetchone()[0] >= reads.ALIKE


@pytest.mark.parametrize(
    ("pairs", "same", "others"), [(CHOSEN_ON, (8, 10), (0, 10)), (MEASURED_ON, (10, 11), (2, 11))]
)
def test_signs_find_most_pairs_and_few_others(pairs, same, others):
    assert found(pairs, by_signs) == (same, others)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pairs", "same", "others"), [(CHOSEN_ON, (0, 10), (0, 10)), (MEASURED_ON, (0, 11), (1, 11))]
)
def test_trigrams_alone_found_none_of_them(pairs, same, others):
    assert found(pairs, by_trigrams) == (same, others)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "轮胎没气", 0.0),
        ("轮胎没气", "轮胎没气", 1.0),
        ("轮胎", "胎", 0.0),  # one sign alone says nothing
        ("我的又没有了", "我的又没有了", 0.0),  # nor do signs that every sentence has
        ("The wheel wobbles", "The wheel wobbles", 0.0),  # trigrams see to Latin letters
    ],
)
def test_what_signs_tell(one, other, expected):
    assert likeness(signs(one), signs(other)) == pytest.approx(expected)


@pytest.mark.django_db
def test_an_earlier_complaint_in_other_words_is_offered(customer_of_lin, customer_of_deng, xie):
    earlier = logged(customer_of_lin, xie, cause="quality", text="二手胎漏气")
    logged(customer_of_lin, xie, cause="attitude", text="前台态度很差")
    logged(customer_of_deng, xie, cause="quality", text="二手胎漏气")
    assert reads.alike(customer_of_lin, text="轮胎又没气了", cause="comeback") == [earlier]
    assert reads.alike(customer_of_lin, text="空调不制冷", cause="comeback") == []


@pytest.mark.django_db
def test_the_likeliest_is_offered_first(customer_of_lin, xie, django_assert_max_num_queries):
    tyre = logged(customer_of_lin, xie, cause="comeback", text="右前轮胎漏气")
    for text in ("空调不制冷", "等待太久", "发票开错"):
        logged(customer_of_lin, xie, cause="comeback", text=text)
    with django_assert_max_num_queries(2):
        found = reads.alike(customer_of_lin, text="轮胎又漏气了", cause="comeback")
    assert (found[0], len(found)) == (tyre, 2)

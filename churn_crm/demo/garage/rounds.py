"""What was looked at in the garage: two checklists, a dozen rounds with findings, and what came of some."""

from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]  # English, Chinese

# name: Chinese, English, points in Chinese and English with their weight
LISTS: dict[str, tuple[str, str, tuple[tuple[str, str, int], ...]]] = {
    "workshop": (
        "车间工位",
        "Workshop bay",
        (
            ("工位整洁，地面无油污", "Bay is tidy, floor free of oil", 1),
            ("座椅、方向盘防护罩齐全", "Covers on seats and steering wheel", 1),
            ("接车检查单已由客户签字", "Walk-around sheet signed by the customer", 2),
            ("举升机支点正确并锁止", "Lift arms at the right points, locked", 5),
            ("按规定力矩拧紧车轮螺栓", "Wheel bolts tightened by torque wrench", 5),
            ("旧件留存供客户查看", "Old parts kept for the customer to see", 2),
            ("使用的配件与工单一致", "Parts used are those on the work order", 3),
            ("增项前已征得客户同意", "Extra work agreed with the customer first", 4),
            ("出厂检验由他人完成", "Final inspection by somebody else", 4),
            ("按承诺时间交车", "Car ready at the promised time", 3),
            ("交车时说明所做项目", "Work explained at hand-over", 2),
            ("废油、废液分类存放", "Waste oil and fluids stored apart", 2),
        ),
    ),
    "site": (
        "消杀服务现场或门店",
        "Pest-control site or shop",
        (
            ("按约定时间到达", "Arrived at the agreed time", 3),
            ("着工服，佩戴工牌", "In work clothes, with a name badge", 1),
            ("与客户核对服务区域", "Areas gone over with the customer", 2),
            ("药剂在有效期内，标签完整", "Agents within date, labels complete", 5),
            ("配药浓度符合规程", "Mixed at the concentration of the protocol", 5),
            ("食品和餐具已遮盖或移开", "Food and dishes covered or moved away", 5),
            ("监测站、诱饵盒完好并编号", "Stations and bait boxes whole and numbered", 3),
            ("缝隙、孔洞等隐患已记录", "Gaps and entry points written down", 2),
            ("作业区域设警示", "Warning signs at the treated area", 3),
            ("作业后清理现场", "Place left clean", 2),
            ("服务单由客户签字", "Service sheet signed by the customer", 2),
            ("说明注意事项及下次时间", "Precautions and next visit explained", 2),
        ),
    ),
}


@dataclass(frozen=True)
class Round:
    """One inspection, so many days ago. findings: place of the point → what was found."""

    days: int
    inspector: str
    findings: dict[int, Pair]
    technician: str = ""
    branch: str = ""
    kind: str = "on_site"
    checklist: str = "workshop"
    left_out: tuple[int, ...] = ()
    of_job: bool = True
    words: Pair = ("", "")
    notes: dict[int, Pair] = field(default_factory=dict)

    def verdict(self, place: int) -> str:
        return "not_ok" if place in self.findings else "na" if place in self.left_out else "ok"

    def said(self, place: int, language: str) -> str:
        pair = self.findings.get(place) or self.notes.get(place) or ("", "")
        return pair[language == "zh"]


NO_TORQUE = ("Front left tightened by impact wrench only.", "左前轮只用风炮拧紧。")
NOT_ASKED = ("Cabin filter changed, customer was not asked.", "更换空调滤芯，未征求客户同意。")
INSPECTED: tuple[Round, ...] = (
    Round(3, "qin", {5: NO_TORQUE, 1: ("Oil under lift 2.", "2 号举升机下有油污。")}, technician="cao.yong"),
    Round(
        6,
        "zhou",
        {8: NOT_ASKED, 10: ("Ready 50 minutes late, nobody called.", "晚交车 50 分钟，无人通知。")},
        technician="su.peng",
        kind="mystery",
        words=("As a customer with a ten-year-old car.", "以一辆十年车龄的客户身份到店。"),
    ),
    Round(9, "qin", {}, technician="ma.jialiang", words=("A model for the others.", "可作为样板工位。")),
    Round(
        15,
        "zhou",
        {12: ("Brake fluid in the waste-oil drum.", "制动液倒入废油桶。")},
        branch="wuhou",
        of_job=False,
        left_out=(3, 6, 7, 8, 9, 10, 11),
    ),
    Round(21, "zhou", {6: ("Old pads already thrown away.", "旧刹车片已被扔掉。")}, technician="xiong.gang"),
    Round(
        28,
        "qin",
        {9: ("He signed his own final inspection.", "出厂检验由本人签字。")},
        technician="cao.yong",
        left_out=(12,),
    ),
    Round(37, "zhou", {2: ("No cover on the driver's seat.", "驾驶座未套防护罩。")}, technician="ding.tao"),
    Round(
        49,
        "zhou",
        {11: ("“All done” and the key, no word more.", "只说“好了”就交钥匙，没有说明。")},
        technician="dong.lei",
        kind="mystery",
    ),
    Round(60, "zhou", {}, technician="wei.jun", left_out=(12,)),
    Round(
        77,
        "zhou",
        {
            4: ("Rear arms not locked.", "后支臂未锁止。"),
            10: ("Promised for four, ready at six.", "承诺四点，六点才交车。"),
            8: ("Wiper blades added without asking.", "未询问就加装雨刮片。"),
        },
        technician="su.peng",
    ),
    Round(
        95,
        "qin",
        {7: ("Station 4 behind the oil store is empty.", "油品库后 4 号监测站无诱饵。")},
        branch="gaoxin",
        checklist="site",
        of_job=False,
        left_out=(6,),
        words=("Our own building, looked after by a contractor.", "本店场地，由外包公司消杀。"),
    ),
    Round(
        140,
        "zhou",
        {
            9: ("No sign at the treated store room.", "已处理的库房没有警示牌。"),
            11: ("Sheet not signed.", "服务单未签字。"),
        },
        branch="longquan",
        checklist="site",
        of_job=False,
        left_out=(6,),
    ),
)


@dataclass(frozen=True)
class ToPutRight:
    """What came of a finding (number of the round, place of the point), or of a complaint.

    due_hours: the deadline from now · steps: (event, who, days after it was asked for, words)
    """

    what: Pair
    person: str
    by: str
    due_hours: float
    inspection: int | None = None
    point: int = 0
    steps: tuple[tuple[str, str, float, Pair], ...] = ()


TO_PUT_RIGHT: tuple[Any, ...] = (
    ToPutRight(
        ("Torque wrench and its log at every bay", "每个工位配力矩扳手并登记"), "qin", "zhou", 30, 0, 5
    ),
    ToPutRight(
        ("Nobody signs his own final inspection", "出厂检验不得由本人签字"),
        "qin",
        "zhou",
        -200,
        5,
        9,
        (
            ("done", "qin", 4, ("Told everybody in the morning round.", "已在晨会通知全员。")),
            (
                "failed",
                "zhou",
                9,
                ("Two of ten sheets still signed by the same hand.", "抽查十张仍有两张本人签字。"),
            ),
            ("done", "qin", 14, ("The system asks for a second name now.", "系统已要求第二人签字。")),
            ("passed", "zhou", 18, ("Twenty sheets, all with two names.", "抽查二十张，全部双人签字。")),
        ),
    ),
    ToPutRight(
        ("Extra work is agreed by message, in writing", "增项须以短信书面确认"),
        "tian",
        "zhou",
        60,
        1,
        8,
        (("done", "tian", 3, ("Template made and used since Monday.", "模板已建，周一起使用。")),),
    ),
    ToPutRight(
        ("Call before the promised time when a car is late", "延误交车须在承诺时间前致电"), "xie", "qin", 20
    ),
)
PRAISE = {
    "en": (
        "Quick and clean work.",
        "Explained everything.",
        "Friendly, fair price.",
        "Ready earlier than promised.",
        "Showed me the old part.",
    ),
    "zh": (
        "活儿干得利索。",
        "讲解得很清楚。",
        "态度好，价格公道。",
        "比约定的还早。",
        "换下来的旧件给我看了。",
    ),
}
REGRETS = {
    "en": (
        "Had to wait.",
        "Not told about the extra work.",
        "Still a noise at the front.",
        "Steering wheel was greasy.",
    ),
    "zh": ("等得有点久。", "加项目没提前说。", "前面还有异响。", "方向盘上有油。"),
}

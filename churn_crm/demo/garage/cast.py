"""The people of the invented garage, its branches, and the customers that were written by hand."""

from dataclasses import dataclass

BUSINESS = {"en": ("Hexi Auto Care", "Chengdu"), "zh": ("禾溪汽车服务", "成都")}
# code: English, Chinese, margin, share of customers
BRANCHES = {
    "gaoxin": ("Gaoxin", "高新店", "0.360", 0.28),
    "jinjiang": ("Jinjiang", "锦江店", "0.350", 0.24),
    "wuhou": ("Wuhou", "武侯店", "0.340", 0.20),
    "qingyang": ("Qingyang", "青羊店", "0.350", 0.16),
    "longquan": ("Longquan", "龙泉店", "0.330", 0.12),
}
# The agents' teams, each for some branches: English, Chinese, the branches.
DESKS = (
    ("Service desk 1", "客服一组", ("gaoxin", "jinjiang")),
    ("Service desk 2", "客服二组", ("wuhou", "qingyang", "longquan")),
)


@dataclass(frozen=True)
class Person:
    """One who works there. weight: how large a portfolio, against the others of the branch."""

    username: str
    english: str
    chinese: str
    role: str
    branch: str = ""
    weight: float = 1.0

    def name(self, language: str) -> str:
        return self.chinese if language == "zh" else self.english


PEOPLE = (
    Person("zhou", "Zhou Mingxu", "周明旭", "manager"),
    Person("fu", "Fu Lanzhi", "付兰芝", "manager"),
    Person("he", "He Yichen", "何亦辰", "administrator"),
    Person("sun", "Sun Baishu", "孙柏书", "auditor"),
    Person("qin", "Qin Zhaoyang", "秦朝阳", "team_lead", "gaoxin"),
    Person("shen", "Shen Yuhan", "沈语涵", "account_manager", "gaoxin", 1.1),
    Person("lin", "Lin Jiaqi", "林嘉琪", "account_manager", "gaoxin", 1.1),
    Person("pan", "Pan Zhiyuan", "潘致远", "account_manager", "gaoxin", 0.6),
    Person("tian", "Tian Wenbo", "田文博", "team_lead", "jinjiang"),
    Person("deng", "Deng Haoran", "邓浩然", "account_manager", "jinjiang"),
    Person("meng", "Meng Shuqing", "孟书清", "account_manager", "jinjiang"),
    Person("jia", "Jia Yuning", "贾雨宁", "account_manager", "jinjiang", 0.8),
    Person("liao", "Liao Chengkun", "廖成坤", "team_lead", "wuhou"),
    Person("ye", "Ye Zimo", "叶子墨", "account_manager", "wuhou"),
    Person("zou", "Zou Linxi", "邹霖曦", "account_manager", "wuhou"),
    Person("bai", "Bai Songran", "白松然", "team_lead", "qingyang"),
    Person("yao", "Yao Jinxin", "姚锦欣", "account_manager", "qingyang"),
    Person("lu", "Lu Haitao", "陆海涛", "account_manager", "qingyang"),
    Person("xia", "Xia Yunfei", "夏云飞", "team_lead", "longquan"),
    Person("tan", "Tan Ruoyi", "谭若怡", "account_manager", "longquan"),
    Person("jiang", "Jiang Boyang", "江博洋", "account_manager", "longquan", 0.7),
    Person("xie", "Xie Wanting", "谢婉婷", "agent", "gaoxin"),
    Person("cui", "Cui Siyu", "崔思雨", "agent", "jinjiang"),
    Person("ren", "Ren Xiaomei", "任晓梅", "agent", "wuhou"),
    Person("shi", "Shi Anran", "石安然", "agent", "qingyang"),
    Person("yin", "Yin Kaixin", "尹开新", "agent", "longquan"),
)
# In the workshop: they are named on visits and never log in.
TECHNICIANS = (
    Person("ma.jialiang", "Ma Jialiang", "马家良", "agent", "gaoxin"),
    Person("cao.yong", "Cao Yong", "曹勇", "agent", "gaoxin"),
    Person("dong.lei", "Dong Lei", "董磊", "agent", "jinjiang"),
    Person("su.peng", "Su Peng", "苏鹏", "agent", "jinjiang"),
    Person("wei.jun", "Wei Jun", "韦军", "agent", "wuhou"),
    Person("xiong.gang", "Xiong Gang", "熊刚", "agent", "wuhou"),
    Person("ding.tao", "Ding Tao", "丁涛", "agent", "qingyang"),
    Person("jin.hui", "Jin Hui", "金辉", "agent", "longquan"),
)


@dataclass(frozen=True)
class Character:
    """A customer written by hand. interval ± spread and silent in days; ticket: money of one vehicle's usual
    visit · contract: days until it ends, and its price of an hour · fleet: how many vehicles a company has,
    and how many of them come at once."""

    chinese: str
    english: str
    segment: str
    interval: int
    spread: int
    silent: int
    ticket: int
    vip: bool = False
    owner: str = "shen"
    branch: str = "gaoxin"
    cares: str = "unknown"
    pays_late: int = 0
    contract: tuple[int, int] | None = None
    fleet: tuple[int, int] = (1, 1)


CHARACTERS = (
    Character(
        "木云幼教",
        "Muyun Kindergartens",
        "fleet",
        92,
        14,
        171,
        3600,
        True,
        cares="quality",
        pays_late=24,
        contract=(73, 183),
        fleet=(12, 6),
    ),
    Character("檀浦网约车队", "Tanpu Ride Fleet", "fleet", 61, 8, 20, 2600, pays_late=26, fleet=(22, 7)),
    Character(
        "北汀冷链",
        "Beiting Cold Chain",
        "fleet",
        70,
        9,
        33,
        5200,
        True,
        pays_late=4,
        contract=(31, 158),
        fleet=(14, 5),
    ),
    Character("罗闻琪", "Luo Wenqi", "private", 88, 12, 128, 6300),
    Character("顾成野", "Gu Chengye", "private", 120, 16, 40, 4100, cares="service"),
    Character("岚椿物业", "Lanchun Property", "fleet", 76, 11, 58, 3400, True, pays_late=9, fleet=(9, 3)),
    Character("石芸清", "Shi Yunqing", "private", 61, 9, 118, 2900, True, cares="relationship"),
    Character(
        "樨川烘焙",
        "Xichuan Bakery",
        "fleet",
        84,
        10,
        71,
        2900,
        cares="price",
        pays_late=15,
        contract=(52, 191),
        fleet=(8, 3),
    ),
    Character("唐亦衡", "Tang Yiheng", "private", 95, 17, 150, 2700),
    Character("何锦书", "He Jinshu", "private", 150, 21, 263, 2900),
    Character("徐开砚", "Xu Kaiyan", "private", 118, 17, 397, 2300),
    Character("苇渡印务", "Weidu Print", "fleet", 98, 18, 66, 1700, pays_late=18, fleet=(5, 2)),
    Character("季庭兰", "Ji Tinglan", "private", 130, 20, 139, 2400, cares="service"),
    Character("柘云影像", "Zheyun Studio", "fleet", 90, 15, 60, 1900, owner="lin", fleet=(4, 2)),
    Character("白若霖", "Bai Ruolin", "private", 140, 22, 218, 1900, owner="lin", cares="price"),
    Character("方芷若", "Fang Zhiruo", "private", 115, 15, 17, 1900, True, cares="quality"),
    Character("范子睿", "Fan Zirui", "private", 160, 26, 90, 1100, owner="ye", branch="wuhou"),
)

"""The vocabulary of the garage: names, vehicles, work and what customers say, in English and Chinese."""


def _pairs(text: str) -> list[tuple[str, str]]:
    """Word after word, two and two; an underscore stands for a space inside a word."""
    words = [word.replace("_", " ") for word in text.split()]
    return list(zip(words[::2], words[1::2], strict=True))


SURNAMES = _pairs(
    """
    王 Wang  李 Li  张 Zhang  刘 Liu  陈 Chen  杨 Yang  黄 Huang  赵 Zhao  吴 Wu  周 Zhou  徐 Xu  孙 Sun
    马 Ma  朱 Zhu  胡 Hu  郭 Guo  何 He  林 Lin  高 Gao  罗 Luo  郑 Zheng  梁 Liang  谢 Xie  宋 Song
    唐 Tang  许 Xu  邓 Deng  韩 Han  冯 Feng  曹 Cao  彭 Peng  曾 Zeng  肖 Xiao  田 Tian  董 Dong
    袁 Yuan  潘 Pan  蒋 Jiang  蔡 Cai  余 Yu  杜 Du  叶 Ye  程 Cheng  苏 Su  魏 Wei  吕 Lü  丁 Ding
    任 Ren  沈 Shen  姚 Yao  卢 Lu  姜 Jiang  崔 Cui  钟 Zhong  谭 Tan  陆 Lu  汪 Wang  范 Fan  金 Jin
    石 Shi  廖 Liao  贾 Jia  夏 Xia  韦 Wei  付 Fu  方 Fang  白 Bai  邹 Zou  孟 Meng  熊 Xiong  秦 Qin
    邱 Qiu  江 Jiang  尹 Yin  薛 Xue
    """
)
GIVEN = _pairs(
    """
    文 wen  琪 qi  成 cheng  野 ye  云 yun  清 qing  亦 yi  衡 heng  锦 jin  书 shu  若 ruo  霖 lin
    开 kai  砚 yan  庭 ting  兰 lan  芷 zhi  子 zi  睿 rui  浩 hao  然 ran  宇 yu  轩 xuan  思 si  雨 yu
    涵 han  欣 xin  怡 yi  佳 jia  嘉 jia  明 ming  旭 xu  婉 wan  婷 ting  志 zhi  远 yuan  建 jian
    国 guo  秀 xiu  英 ying  丽 li  娟 juan  军 jun  强 qiang  磊 lei  洋 yang  勇 yong  艳 yan  杰 jie
    涛 tao  超 chao  霞 xia  平 ping  刚 gang  辉 hui  玲 ling  鹏 peng  飞 fei  晨 chen  曦 xi  梓 zi
    墨 mo  安 an  宁 ning  岚 lan  川 chuan  松 song  柏 bai  竹 zhu  梅 mei  雪 xue  冰 bing  航 hang
    毅 yi  坤 kun  博 bo  新 xin  春 chun  晓 xiao  海 hai
    """
)
PREFIXES = _pairs(
    """
    木云 Muyun  北汀 Beiting  檀浦 Tanpu  岚椿 Lanchun  樨川 Xichuan  柘云 Zheyun  苇渡 Weidu
    锦程 Jincheng  瑞禾 Ruihe  青屿 Qingyu  天澜 Tianlan  蓉昇 Rongsheng  华岭 Hualing  江畔 Jiangpan
    云栈 Yunzhan  禾木 Hemu  长桥 Changqiao  明川 Mingchuan  三合 Sanhe  星野 Xingye  远山 Yuanshan
    东篱 Dongli  百川 Baichuan  竹溪 Zhuxi  金沙 Jinsha  平安里 Ping'anli  望江 Wangjiang  玉林 Yulin
    神树 Shenshu  九眼桥 Jiuyanqiao  双楠 Shuangnan  茶店 Chadian  洛带 Luodai  麓山 Lushan
    秦皇 Qinhuang  西岭 Xiling  都江 Dujiang  青羊 Qingyang  浣花 Huanhua  桐梓 Tongzi  沙河 Shahe
    驷马 Sima
    """
)
TRADES = _pairs(
    """
    幼教 Kindergartens  冷链 Cold_Chain  网约车队 Ride_Fleet  物业 Property  烘焙 Bakery  影像 Studio
    印务 Print  快递 Express  建材 Building_Supplies  旅行 Travel  电力安装 Electric
    医药 Pharma_Delivery  家政 Home_Services  驾校 Driving_School  保洁 Cleaning  园林 Landscaping
    搬家 Removals  饮用水 Water_Delivery  安防 Security  超市 Supermarkets
    """
)
CONTACT_ROLES = {
    "en": ("purchasing", "fleet supervisor", "office manager", "owner", "accounts"),
    "zh": ("采购", "车队主管", "行政", "老板", "财务"),
}
DISTRICTS = {
    "gaoxin": ("Gaoxin", "高新区"),
    "jinjiang": ("Jinjiang", "锦江区"),
    "wuhou": ("Wuhou", "武侯区"),
    "qingyang": ("Qingyang", "青羊区"),
    "longquan": ("Longquanyi", "龙泉驿区"),
}
MODELS = {
    "private": _pairs(
        """
        VW_Lavida 大众朗逸  Nissan_Sylphy 日产轩逸  Toyota_Corolla 丰田卡罗拉  Honda_CR-V 本田CR-V
        Haval_H6 哈弗H6  VW_Tiguan 大众途观  Buick_GL8 别克GL8  Changan_CS75 长安CS75  Audi_A4L 奥迪A4L
        BMW_3_Series 宝马3系  Mercedes_C-Class 奔驰C级  Geely_Emgrand 吉利帝豪  Toyota_RAV4 丰田RAV4
        """
    ),
    "electric": _pairs(
        """
        BYD_Qin_Plus_EV 比亚迪秦PLUS_EV  Tesla_Model_3 特斯拉Model_3  Tesla_Model_Y 特斯拉Model_Y
        BYD_Dolphin 比亚迪海豚  XPeng_P7 小鹏P7  NIO_ES6 蔚来ES6  GAC_Aion_S 埃安S
        """
    ),
    "fleet": _pairs(
        """
        Ford_Transit 福特全顺  Iveco_Daily 依维柯  Wuling_Rongguang 五菱荣光  JAC_Refine 江淮瑞风
        Foton_Toano 福田图雅诺  Yutong_minibus 宇通小巴  Maxus_V80 大通V80
        """
    ),
}

# code: English, Chinese, resets the clock, enters the rhythm, share of visits, factor of the bill
VISIT_TYPES = {
    "maintenance": ("Maintenance", "保养", True, True, 0.56, 1.0),
    "repair": ("Repair", "维修", True, True, 0.29, 1.7),
    "inspection": ("Annual inspection", "年检", True, False, 0.07, 0.4),
    "accident": ("Accident work", "事故维修", False, False, 0.03, 3.5),
    "towing": ("Towing", "拖车救援", False, False, 0.02, 0.5),
    "comeback": ("Comeback", "返修", False, False, 0.03, 0.0),
}
# category: English, Chinese, and a line of the bill in both
CATEGORIES = {
    "oil": ("Oil and filters", "机油机滤", "Engine oil and filter", "机油及机油滤清器"),
    "brakes": ("Brakes", "制动", "Brake pads, front", "前制动片"),
    "tyres": ("Tyres", "轮胎", "Tyre, fitted and balanced", "轮胎（含动平衡）"),
    "battery": ("Battery", "蓄电池", "Starter battery", "蓄电池"),
    "cooling": ("Air conditioning", "空调", "Cabin filter and cooling agent", "空调滤芯及冷媒"),
    "chassis": ("Chassis", "底盘", "Shock absorber and bushes", "减震器及胶套"),
    "engine": ("Engine", "发动机", "Timing belt kit", "正时皮带套件"),
    "gearbox": ("Gearbox", "变速箱", "Gearbox oil", "变速箱油"),
    "body": ("Bodywork", "钣喷", "Panel and paint", "钣金喷漆"),
    "labour": ("Labour", "工时", "Labour", "工时费"),
}
PARTS_OF = {
    "maintenance": ("oil", "cooling", "brakes", "battery", "tyres"),
    "repair": ("brakes", "chassis", "engine", "gearbox", "tyres", "cooling"),
    "inspection": ("labour",),
    "accident": ("body", "chassis", "body"),
    "towing": ("labour",),
    "comeback": ("labour",),
}

# cause: share of complaints, usual severity, words
COMPLAINTS = {
    "comeback": (0.18, 2, "The same noise is back a week after the repair.", "修完一周，同样的异响又来了。"),
    "quality": (
        0.12,
        2,
        "The paint of the door has another shade than the wing.",
        "车门补漆和翼子板有色差。",
    ),
    "waiting": (
        0.18,
        2,
        "Booked for nine, the car stood until noon before anyone looked.",
        "约的九点，到中午才有人看车。",
    ),
    "price": (0.12, 1, "The bill is a third over what the quote said.", "结算价比报价高了三分之一。"),
    "overcharging": (0.06, 2, "Charged for a filter that was not changed.", "没换的滤芯也收了钱。"),
    "attitude": (
        0.10,
        2,
        "Nobody explained anything, I was told to wait outside.",
        "没人解释，只让我在外面等。",
    ),
    "wrong_part": (0.09, 2, "The part ordered was for another model year.", "订的配件年款不对。"),
    "after_sales": (
        0.07,
        2,
        "Promised a call back about the warranty, none came.",
        "说好回电谈质保，一直没等到。",
    ),
    "dishonesty": (
        0.04,
        3,
        "They said the discs were worn; another shop measured 2 mm to spare.",
        "说刹车盘到极限，别家量还差两毫米。",
    ),
    "neglect": (0.04, 2, "Eleven days without an answer to my question.", "问题提了十一天没人理。"),
}
RESOLUTIONS = (
    ("Checked again free of charge; explained and apologised.", "免费复检，说明原因并致歉。"),
    ("Difference refunded; the advisor called the customer.", "退还差价，服务顾问已致电。"),
    ("Redone at once, loan car given.", "当日返工，提供代步车。"),
)
PRAISE = (
    ("", ""),
    ("", ""),
    ("Quick and clear.", "又快又清楚。"),
    ("The advisor took his time.", "顾问很耐心。"),
)
BLAME = (
    ("Waited too long.", "等太久了。"),
    ("Too dear for what was done.", "活不多，价不低。"),
    ("I had to ask for everything.", "什么都得我追着问。"),
)

# ruff: noqa: E501 - lists of signs and long columns
"""Customers and visits for bench/finding.py, made by the database itself: a million and twenty million."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

DAY = date(2026, 6, 16)
BRANCHES = 10
PER_OWNER = 300
AT_ONCE = 100_000  # customers
TABLES = ("customers_customer", "customers_contact", "customers_asset", "customers_visit")
BUSY_EVENTS = 10_000

# Written as often as they are common.
SURNAMES = "王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单解翟"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红梅建华文玉志国春海燕飞云龙波宇浩轩子涵梓怡欣雨诗思远航晨曦佳慧婷雪莹倩瑞博鑫凯旋毅恒睿哲俊峰嘉豪天佑乐行长重"
PLACES = [
    "成都",
    "重庆",
    "上海",
    "北京",
    "广州",
    "深圳",
    "武汉",
    "西安",
    "南京",
    "杭州",
    "青岛",
    "大连",
    "长沙",
    "昆明",
    "贵阳",
]
BRANDS = [
    "木云",
    "北亭",
    "兰春",
    "西川",
    "坦普",
    "和顺",
    "永丰",
    "天佑",
    "嘉禾",
    "盛世",
    "金桥",
    "银河",
    "长安",
    "乐行",
    "东方",
    "华联",
    "瑞祥",
    "鼎新",
    "远航",
    "恒通",
]
TRADES = [
    "幼儿园",
    "冷链",
    "物业",
    "烘焙",
    "物流",
    "建筑",
    "汽车租赁",
    "餐饮",
    "银行",
    "医药",
    "科技",
    "贸易",
    "装饰",
    "广告",
    "旅行社",
]

CUSTOMERS = """
INSERT INTO customers_customer (code, kind, name, latin_name, phone, email, wechat, region, branch_id,
    owner_id, vip, sensitivity, since, version, created_at)
SELECT 'K' || lpad(n::text, 7, '0'), kind,
    CASE kind WHEN 'person' THEN substr(%(surnames)s, 1 + (random() * 1e6)::int %% length(%(surnames)s), 1)
        || substr(%(given)s, 1 + (random() * 1e6)::int %% length(%(given)s), 1)
        || CASE WHEN random() < 0.75 THEN substr(%(given)s, 1 + (random() * 1e6)::int %% length(%(given)s), 1) ELSE '' END
    ELSE (%(places)s)[1 + (random() * 1e6)::int %% array_length(%(places)s, 1)]
        || (%(brands)s)[1 + (random() * 1e6)::int %% array_length(%(brands)s, 1)]
        || (%(trades)s)[1 + (random() * 1e6)::int %% array_length(%(trades)s, 1)] || '有限公司' END,
    CASE WHEN n %% 20 = 0 THEN initcap(substr(md5(n::text), 1, 6)) || ' ' || initcap(substr(md5(n::text), 7, 5)) ELSE '' END,
    '+861' || (3 + (random() * 6)::int) || lpad((random() * 999999999)::bigint::text, 9, '0'),
    '', '', '', (%(branches)s)[1 + n / %(each)s %% %(branch_count)s], (%(owners)s)[1 + n / %(each)s],
    random() < 0.03, (ARRAY['price','quality','service','relationship','unknown','unknown'])[1 + (random() * 5)::int],
    '2023-01-01', 1, now()
FROM (SELECT n, CASE WHEN n %% 5 = 0 THEN 'company' ELSE 'person' END AS kind
    FROM generate_series(%(first)s, %(last)s) n) made
"""
CONTACTS = """
INSERT INTO customers_contact (customer_id, name, role, phone, email, decides, bond)
SELECT id, substr(%(surnames)s, 1 + (random() * 1e6)::int %% length(%(surnames)s), 1)
    || substr(%(given)s, 1 + (random() * 1e6)::int %% length(%(given)s), 1), '',
    '+861' || (3 + (random() * 6)::int) || lpad((random() * 999999999)::bigint::text, 9, '0'), '', true, 2
FROM customers_customer WHERE kind = 'company' AND id BETWEEN %(low)s AND %(high)s
"""
ASSETS = """
INSERT INTO customers_asset (customer_id, kind, name, plate, vin)
SELECT id, 'vehicle', 'Passat', '川A·' || upper(substr(md5(id::text), 1, 5)), ''
FROM customers_customer WHERE id %% 5 < 3 AND id BETWEEN %(low)s AND %(high)s
"""
VISITS = """
INSERT INTO customers_visit (customer_id, day, at, amount, counts, in_rhythm, cancelled, source, number, nth)
SELECT id, day, day + time '10:00', 100 + (id * 7919 + k * 104729) %% 900, true, true, false, '', '', k + 1
FROM (
    SELECT c.id, k, date '2026-06-15' - (c.id %% 400)::int %% 97 - ((c.id %% 5 = 0)::int * (c.id %% 900)::int)
        - k * (15 + (c.id %% 60)::int) AS day
    FROM generate_series(%(low)s::bigint, %(high)s) c(id), generate_series(0, %(each)s - 1) k
) made
"""
STANDINGS = """
INSERT INTO customers_customerstanding (customer_id, day, tier, last_visit_on, silent_days, visit_days, echelon,
    yearly_spend, probability, probability_from, value_at_risk, health, band, urgency, rank, open_signals, reason_kind, reason)
SELECT id, '2026-06-15', CASE WHEN away < 90 THEN 1 WHEN away < 180 THEN 2 WHEN away < 365 THEN 3 ELSE 4 END,
    date '2026-06-15' - away, away, %(each)s, CASE WHEN r < 0.15 THEN 1 WHEN r < 0.45 THEN 2 ELSE 3 END, 4000,
    r, 'prior', round((power(r, 4) * 20000)::numeric, 2), 40, 2, 1, power(r, 4) * 20000, (s * 4)::int, '', '{}'
FROM (
    SELECT id, (id %% 400)::int %% 97 + ((id %% 5 = 0)::int * (id %% 900)::int) AS away, random() AS r,
        power(random(), 3) AS s
    FROM customers_customer
) made
"""
KEYS = """
INSERT INTO customers_searchkey (customer_id, kind, key)
SELECT DISTINCT * FROM customers_keys_of((SELECT array_agg(n) FROM generate_series(%(low)s::bigint, %(high)s) n))
"""
# One with as many events as a busy fleet collects in a decade.
BUSY = """
INSERT INTO customers_visit (customer_id, day, at, amount, counts, in_rhythm, cancelled, source, number, nth)
SELECT %(busy)s, (moment AT TIME ZONE 'UTC')::date, moment, 100, true, true, false, '', '', 100
FROM (SELECT timestamptz '2026-06-15 10:00Z' - n * interval '9 hours' AS moment
    FROM generate_series(1, %(events)s * 8 / 10) n) made;
INSERT INTO customers_invoice (customer_id, source, number, issued_on, due_on, paid_on, amount)
SELECT %(busy)s, 'bench', n::text, date '2026-06-01' - n, date '2026-06-01' - n + 30, date '2026-06-01' - n + 20, 100
FROM generate_series(1, %(events)s / 10) n;
"""


def fill(*, customers: int, each: int, say: Callable[[str], None]) -> None:
    """customers with `each` visits; without triggers, and with indexes made at the end, to have it sooner."""
    began = time.monotonic()

    def done(what: str) -> None:
        say(f"{what} after {time.monotonic() - began:.0f} s")

    people = hire(customers)
    run("SELECT setseed(0.5)")
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run(CUSTOMERS, people | {"first": 0, "last": customers - 1})
    low, high = run("SELECT min(id), max(id) FROM customers_customer")[0]
    span = {"low": low, "high": high}
    run(CONTACTS, people | span)
    run(ASSETS, span)
    run(STANDINGS, {"each": each})
    done("customers")
    bare("customers_visit", VISITS, span | {"each": each})
    run(BUSY, {"busy": low + 7, "events": BUSY_EVENTS})
    done("visits")
    bare("customers_searchkey", KEYS, span)
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    run("VACUUM ANALYZE")
    done("keys, and all,")


def hire(customers: int) -> dict[str, Any]:
    """Branches, account managers in teams of ten, a manager, an agent and a lead."""
    from staff.models import Branch, Business, Team, User

    Business.objects.get_or_create(defaults={"name": "Bench"})
    branches = [
        Branch.objects.get_or_create(code=f"b{n}", defaults={"name": f"Branch {n}"})[0]
        for n in range(BRANCHES)
    ]
    count = customers // PER_OWNER + 1
    teams = Team.objects.bulk_create(Team(name=f"Team {n}") for n in range(count // 10 + 1))
    owners = User.objects.bulk_create(
        User(username=f"am{n}", name=f"Owner {n}", role="account_manager", team=teams[n // 10])
        for n in range(count)
    )
    User.objects.create(username="manager", name="Manager", role="manager", may_export=True)
    User.objects.create(username="lead", name="Lead", role="team_lead", team=teams[1])
    User.objects.create(username="agent", name="Agent", role="agent", branch=branches[3])
    return {
        "owners": [owner.pk for owner in owners],
        "branches": [branch.pk for branch in branches],
        "branch_count": BRANCHES,
        "each": PER_OWNER,
        "surnames": SURNAMES,
        "given": GIVEN,
        "places": PLACES,
        "brands": BRANDS,
        "trades": TRADES,
    }


def bare(table: str, sql: str, parameters: dict[str, Any]) -> None:
    """Fill a table in steps of customers without its indexes, which are made once at the end."""
    key = run(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = %(t)s::regclass",
        {"t": table},
    )[0]
    run(f'ALTER TABLE {table} DROP CONSTRAINT "{key[0]}" CASCADE')
    indexes = run("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(t)s", {"t": table})
    for name, _made in indexes:
        run(f'DROP INDEX "{name}"')
    for first in range(parameters["low"], parameters["high"] + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, parameters["high"])
        run(sql, parameters | {"low": first, "high": last})
    run("SET maintenance_work_mem = '1GB'")
    for _name, made in indexes:
        run(made)
    run(f'ALTER TABLE {table} ADD CONSTRAINT "{key[0]}" {key[1]}')
    run("RESET maintenance_work_mem")


def run(sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []

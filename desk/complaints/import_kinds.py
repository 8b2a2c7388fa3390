"""Complaints from files: known again by source and number, told to nobody unless somebody wants it.

What somebody of ours, or the customer, did to a complaint here stands: the file changes such a one no more.
When it came and when it was solved is taken once, as its events are never changed.
"""

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm import clock
from customers.imports.columns import Field
from customers.imports.kinds.agreed import number, reject_where, spelled
from customers.imports.kinds.base import Job, Kind, choice, moment, words
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write
from customers.models import Import
from staff.models import User

TABLE = "desk_complaint"
A_DAY = timedelta(days=1)  # for clocks that differ from ours
CAUSES = spelled(
    quality="quality|product quality|product|质量|产品质量",
    function="function|feature|功能",
    price="price|pricing|价格",
    delivery="delivery|shipping|交付|交货|配送|物流",
    after_sales="after_sales|after-sales|after sales|service|售后|售后服务",
    attitude="attitude|staff|态度|服务态度",
    waiting="waiting|wait|waiting time|等待|等待时间",
    wrong_part="wrong_part|wrong part|wrong item|配件错误|错发",
    comeback="comeback|repeat repair|rework|返修|返工",
    dishonesty="dishonesty|misleading|不诚信|欺骗",
    overcharging="overcharging|overcharged|billing|乱收费|多收费",
    neglect="neglect|lack of care|关怀不足|缺乏关怀",
)
SEVERITIES = spelled(
    **{
        "1": "1|low|minor|低|轻微",
        "2": "2|medium|normal|middle|中|一般",
        "3": "3|high|major|serious|高|严重|紧急",
        "4": "4|safety|critical|安全",
    }
)
# By which way it came, as its events call it.
WAYS = spelled(
    call="call|phone|telephone|hotline|电话|热线",
    sms="sms|text message|短信",
    email="email|e-mail|mail|邮件",
    wechat="wechat|weixin|微信",
    chat="chat|live chat|在线聊天|在线客服",
    here="here|in person|visit|walk-in|counter|到店|上门|当面|前台",
    web="web|website|online|form|网页|网站|平台",
)
STATES = spelled(
    open="open|new|in progress|in hand|pending|待处理|处理中|未解决|未关闭|进行中",
    solved="solved|closed|resolved|done|已解决|已关闭|已处理|已完成|结案|已结案",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number(
        "complaint number", "complaint no", "complaint id", "ticket", "case", "投诉编号", "投诉单号", "工单号"
    ),
    moment(
        "at",
        "received",
        "received at",
        "date",
        "logged at",
        "投诉时间",
        "受理时间",
        "投诉日期",
        "日期",
        required=True,
    ),
    choice(
        "cause",
        "category",
        "reason",
        "投诉原因",
        "原因",
        "投诉类别",
        "类别",
        words=CAUSES,
        wrong=lazy("is no cause that we know"),
    ),
    choice(
        "severity",
        "priority",
        "level",
        "严重程度",
        "级别",
        "等级",
        words=SEVERITIES,
        wrong=lazy("is no severity that we know"),
    ),
    words(
        "text", "what happened", "description", "content", "complaint", "投诉内容", "内容", "描述", most=4000
    ),
    choice(
        "channel",
        "via",
        "way",
        "渠道",
        "投诉渠道",
        "来源渠道",
        words=WAYS,
        wrong=lazy("is no channel that we know"),
    ),
    choice("state", "status", "状态", "处理状态", words=STATES, wrong=lazy("is no state that we know")),
    moment(
        "solved_at",
        "solved",
        "solved on",
        "closed",
        "closed at",
        "解决时间",
        "解决日期",
        "关闭时间",
        "结案日期",
    ),
    words("resolution", "solution", "answer", "解决方案", "处理结果", "处理意见", most=4000),
)

OPEN_AND_SOLVED = "s.state = 'open' AND s.solved_at IS NOT NULL"
SOLVED_NEVER = "s.state = 'solved' AND s.solved_at IS NULL"
SOLVED_BEFORE = "s.solved_at::date < s.at::date"
TO_COME = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s WHERE s.at > %(last)s OR s.solved_at > %(last)s
"""
# Its events cannot go over to somebody else.
ANOTHERS = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
JOIN desk_complaint k ON k.source = %(source)s AND k.number = s.number
JOIN customers_customer c ON c.id = k.customer_id
WHERE c.code <> s.customer AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
# Somebody of ours or the customer has done something to it since: it is ours now.
OURS = """EXISTS (SELECT FROM desk_complaintevent e WHERE e.complaint_id = v.id
    AND (e.by_id IS NOT NULL OR e.way <> '' AND e.kind <> 'logged'))"""
FOUND = f"""
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number,
    coalesce(v.logged_at, s.at) AS logged_at, (s.at AT TIME ZONE b.time_zone)::date AS day,
    coalesce(v.started_at, s.at) AS started_at, gen_random_uuid() AS token,
    CASE WHEN t.ours THEN v.cause ELSE s.cause END AS cause,
    CASE WHEN t.ours THEN v.severity ELSE coalesce(s.severity::smallint, v.severity, 2) END AS severity,
    CASE WHEN t.ours THEN v.text ELSE s.text END AS text,
    CASE WHEN t.ours THEN v.resolution ELSE coalesce(s.resolution, v.resolution, '') END AS resolution,
    CASE WHEN u.solved_at IS NOT NULL THEN 'solved' ELSE coalesce(v.state, 'new') END AS state,
    coalesce(v.responded_at, u.solved_at) AS responded_at, u.solved_at,
    (u.solved_at AT TIME ZONE b.time_zone)::date AS solved_on,
    NULL::timestamptz AS due_at, NULL::timestamptz AS warn_at, NULL::timestamptz AS escalate_at,
    NOT i.automations AS quiet, coalesce(v.version + 1, 1) AS version, %(import)s AS came_from_id
FROM {{source}} s
JOIN customers_import i ON i.id = %(import)s
JOIN customers_customer c ON c.code = s.customer
JOIN staff_branch b ON b.id = c.branch_id
LEFT JOIN desk_complaint v ON v.source = %(source)s AND v.number = s.number AND v.number <> ''
CROSS JOIN LATERAL (SELECT v.id IS NOT NULL AND {OURS} AS ours) t
CROSS JOIN LATERAL (SELECT CASE WHEN t.ours OR v.solved_at IS NOT NULL OR s.solved_at IS NULL THEN v.solved_at
    ELSE greatest(s.solved_at, coalesce(v.logged_at, s.at)) END AS solved_at) u
WHERE {{which}}
ORDER BY c.id, s.at
"""  # noqa: S608 - constants
WRITE = Write(
    table=TABLE,
    found=FOUND,
    columns=(
        "cause",
        "severity",
        "text",
        "resolution",
        "state",
        "responded_at",
        "solved_at",
        "solved_on",
    ),
    once=(
        "customer_id",
        "source",
        "number",
        "logged_at",
        "day",
        "started_at",
        "token",
        "quiet",
        "came_from_id",
    ),
    counted=("version",),
    # The clock is wound anew by the beat.
    worked_out=("due_at", "warn_at", "escalate_at"),
    newest="day",
)

# What happened to them before they came: how they were logged, and that they were solved. A solution that an
# undo took back happens once more.
LOGGED = """
WITH said AS (
    SELECT s.number,
        (array_agg(s.channel ORDER BY s.line DESC) FILTER (WHERE s.channel IS NOT NULL))[1] AS way
    FROM {rows} s WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line) GROUP BY s.number
)
INSERT INTO desk_complaintevent (complaint_id, kind, at, way, text, clock)
SELECT c.id, 'logged', c.logged_at, coalesce(s.way, ''), '', ''
FROM said s JOIN desk_complaint c ON c.source = %(source)s AND c.number = s.number
WHERE NOT EXISTS (SELECT FROM desk_complaintevent e WHERE e.complaint_id = c.id)
"""
SOLVED = """
INSERT INTO desk_complaintevent (complaint_id, kind, at, way, text, clock)
SELECT c.id, 'solved', c.solved_at, '', c.resolution, ''
FROM desk_complaint c
WHERE c.source = %(source)s AND c.number IN (SELECT number FROM {rows}) AND c.solved_at IS NOT NULL
    AND (
        SELECT count(*) FILTER (WHERE e.kind = 'solved') = count(*) FILTER (WHERE e.kind = 'taken_back')
        FROM desk_complaintevent e WHERE e.complaint_id = c.id AND e.at = c.solved_at
    )
"""
UNSOLVED = """
WITH reverted AS (
    UPDATE desk_complaint v SET due_at = NULL, warn_at = NULL, escalate_at = NULL
    FROM customers_importchange k
    WHERE k.record_id = %(import)s AND k.table_name = 'desk_complaint' AND k.after IS NOT NULL
        AND v.id = k."row" AND v.solved_at IS NULL AND v.version = (k.before ->> 'version')::integer
    RETURNING v.id, (k.after ->> 'solved_at')::timestamptz AS solved_at
)
INSERT INTO desk_complaintevent (complaint_id, kind, at, way, text, clock)
SELECT id, 'taken_back', solved_at, '', '', '' FROM reverted WHERE solved_at IS NOT NULL
"""


def prepare(job: Job) -> list[str]:
    job.stage.run(TO_COME, {"reason": _("that day is still to come"), "last": clock.now() + A_DAY})
    reject_where(job, "s.cause IS NULL", _("it does not say what it is about"))
    reject_where(job, "s.text IS NULL", _("it does not say what happened"))
    reject_where(job, OPEN_AND_SOLVED, _("it is open, and yet was solved on a day"))
    reject_where(job, SOLVED_NEVER, _("it is solved, but does not say when"))
    reject_where(job, SOLVED_BEFORE, _("it was solved before it came"))
    settle_customers(job, first="(min(s.at) AT TIME ZONE %(zone)s)::date")
    reason = {"reason": _("this number is a complaint of another customer")}
    job.stage.run(ANOTHERS, job.parameters | reason)
    return []


def finish(job: Job) -> None:
    job.stage.run(LOGGED, job.parameters)
    job.stage.run(SOLVED, job.parameters)


def take_back(record: Import, _by: User | None) -> None:
    """Events only grow: a solution that came with the file is taken back, and the clocks are wound anew."""
    with connection.cursor() as cursor:
        cursor.execute(UNSOLVED, {"import": record.pk})


KINDS = (
    Kind(
        "complaints",
        FIELDS,
        "number",
        prepare,
        WRITE,
        finish,
        label=lazy("Complaints"),
        take_back=take_back,
        held=lazy(
            "Nobody is warned of those that are open, they escalate to nobody and are given to nobody by the "
            "rules, and nobody is asked how a solution was."
        ),
    ),
)

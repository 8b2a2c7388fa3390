"""Customers: known again by their code. An empty cell never takes away what we know."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.imports import values
from customers.imports.columns import Field
from customers.imports.kinds import own_fields, profile
from customers.imports.kinds.base import NO_CODE, Job, Kind, add_vehicles, choice, code, day, flag, words
from customers.imports.kinds.facts import reject_unknown
from customers.imports.kinds.identities import BUYER_ID, add_identities
from customers.imports.reasons import NAMED
from customers.imports.upsert import Write
from customers.merging.tombstones import lead_on
from customers.models.profile import LONGEST_CODE

NO_KIND: str | Promise = _("is neither person nor company")
NO_PHONE = _("is no phone number: a spreadsheet made a number of it, or it is too long")
KINDS = {
    word: value
    for value, spellings in {
        "person": ("person", "private", "individual", "个人", "个人客户"),
        "company": ("company", "business", "firm", "corporate", "fleet", "公司", "企业", "单位", "企业客户"),
    }.items()
    for word in spellings
}

FIELDS: tuple[Field, ...] = (
    code(
        "code",
        "customer_id",
        "customer code",
        "customer no",
        "customer number",
        "id",
        "客户编号",
        "客户编码",
        "客户代码",
        "客户号",
        "编号",
        "会员号",
        "会员编号",
        most=LONGEST_CODE,
        required=True,
    ),
    words(
        "name",
        "customer name",
        "full name",
        "客户名称",
        "客户姓名",
        "姓名",
        "名称",
        "会员姓名",
        "客户",
        most=160,
    ),
    words("latin_name", "english name", "pinyin", "英文名", "英文名称", "拼音", most=160),
    choice("kind", "customer type", "type", "客户类型", "客户性质", "类型", words=KINDS, wrong=NO_KIND),
    Field(
        "phone",
        "text",
        lambda reading: values.phones(reading.region),
        NO_PHONE,
        (
            "mobile",
            "telephone",
            "tel",
            "phone number",
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "联系电话",
            "电话号码",
        ),
    ),
    words("email", "e-mail", "mail", "邮箱", "电子邮箱", "邮件", most=254),
    words("wechat", "wechat id", "weixin", "微信", "微信号", most=64),
    words("region", "area", "city", "district", "地区", "区域", "城市", "所在地", most=80),
    flag("vip", "is vip", "vip客户", "是否vip"),
    day(
        "since",
        "customer since",
        "created",
        "created at",
        "registered",
        "建档日期",
        "建档时间",
        "注册日期",
        "入会日期",
    ),
    words("owner", "account manager", "owner username", "负责人", "客户经理", "业务员", "跟进人", most=150),
    code("branch", "branch code", "store", "shop", "门店", "店铺", "分店", "所属门店"),
    Field(
        "plate",
        "text",
        lambda _reading: values.plates,
        NO_CODE,
        ("plate number", "车牌", "车牌号", "车牌号码"),
    ),
    *profile.FIELDS,
    BUYER_ID,
)

UNKNOWN_OWNERS = """
SELECT count(*) FROM {rows} s WHERE s.owner IS NOT NULL AND 1 <> (
    SELECT count(*) FROM staff_user u
    WHERE u.is_active AND (lower(u.username) = lower(s.owner) OR u.name = s.owner)
)
"""
# An owner by his login or, where only one person has it, by name.
FOUND = """
SELECT v AS old, v.id AS known, s.code, coalesce(s.name, v.name, s.code) AS name,
    coalesce(s.latin_name, v.latin_name, '') AS latin_name, coalesce(s.kind, v.kind, 'person') AS kind,
    coalesce(s.phone, v.phone, '') AS phone, coalesce(s.email, v.email, '') AS email,
    coalesce(s.wechat, v.wechat, '') AS wechat, coalesce(s.region, v.region, '') AS region,
    coalesce(s.vip, v.vip, false) AS vip, coalesce(s.since, v.since) AS since,
    coalesce(b.id, v.branch_id, %(branch)s) AS branch_id,
    coalesce(u.id, v.owner_id, p.pool_owner_id, %(owner)s) AS owner_id, 'unknown' AS sensitivity,
    <profile>,
    <own>,
    coalesce(v.version + 1, 1) AS version, %(now)s AS created_at, %(import)s AS came_from_id
FROM {source} s
LEFT JOIN customers_customer v ON v.code = s.code
LEFT JOIN {branches} b ON b.word = s.branch
LEFT JOIN staff_branch p ON p.id = b.id
LEFT JOIN LATERAL (
    SELECT min(u.id) AS id FROM staff_user u
    WHERE s.owner IS NOT NULL AND u.is_active AND (lower(u.username) = lower(s.owner) OR u.name = s.owner)
    HAVING count(*) = 1
) u ON true
WHERE {which}
ORDER BY s.line
""".replace("<profile>", profile.FOUND).replace("<own>", own_fields.KEPT)
WRITE = Write(
    table="customers_customer",
    found=FOUND,
    columns=(
        "name",
        "latin_name",
        "kind",
        "phone",
        "email",
        "wechat",
        "region",
        "vip",
        "since",
        "branch_id",
        "owner_id",
        *profile.COLUMNS,
        "custom",
    ),
    counted=("version",),
    once=("code", "sensitivity", "created_at", "came_from_id"),
)


def prepare(job: Job) -> list[str]:
    lead_on(job)
    reason = str(_("there is no branch “%(code)s”")) % {"code": NAMED}
    reject_unknown(job, column="branch", table="staff_branch", reason=reason)
    unknown = job.stage.one(UNKNOWN_OWNERS) if "owner" in job.fields else 0
    if not unknown:
        return []
    note = ngettext(
        "%(count)d row names an owner whom we do not know: a new customer goes to the branch's pool owner.",
        "%(count)d rows name an owner whom we do not know: new customers go to the branch's pool owner.",
        unknown,
    )
    return [note % {"count": unknown}]


def finish(job: Job) -> None:
    add_vehicles(job, who="code")
    add_identities(job)


KIND = Kind("customers", FIELDS, "code", prepare, WRITE, finish, here=own_fields.with_own_fields)

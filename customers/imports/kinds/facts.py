"""What visits and invoices share: the customer they belong to."""

from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Identifier

from customers.imports.kinds.base import Job, code
from customers.imports.reasons import NAMED
from customers.merging.tombstones import ANOTHER
from customers.models.profile import LONGEST_CODE

CUSTOMER = code(
    "customer",
    "customer_id",
    "customer code",
    "customer no",
    "customer number",
    "customerid",
    "cust_id",
    "client",
    "client id",
    "客户编号",
    "客户编码",
    "客户代码",
    "客户号",
    "客户",
    "客户id",
    "会员号",
    "会员编号",
    "会员卡号",
    "买家id",
    most=LONGEST_CODE,
    required=True,
)

UNKNOWN = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, replace(%(reason)s, '«»', s.customer)
FROM {rows} s LEFT JOIN customers_customer c ON c.code = s.customer
WHERE c.id IS NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
UNKNOWN_WORD = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, replace(%(reason)s, '«»', s.{column})
FROM {rows} s
WHERE s.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {table} k WHERE s.{column} IN (k.code, k.name))
    AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
# In the order of the file, so that numbers that we give follow theirs.
CREATE = """
INSERT INTO customers_customer (code, name, kind, latin_name, phone, email, wechat, region, vip, sensitivity,
    since, version, created_at, branch_id, owner_id, came_from_id)
SELECT s.customer, s.customer, 'person', '', '', '', '', '', false, 'unknown',
    {first}, 1, %(now)s, %(branch)s, %(owner)s, %(import)s
FROM {rows} s
WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = s.customer)
    AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
GROUP BY s.customer ORDER BY min(s.line)
ON CONFLICT (code) DO NOTHING
"""


def settle_customers(job: Job, *, first: str) -> None:
    """Make the customers that are missing, or reject their rows. first: SQL for the day of the first fact.

    Rows of who was merged away belong to the one who took him in.
    """
    job.stage.run(ANOTHER, column=Identifier("customer"))
    if job.create_customers:
        job.stage.run(CREATE, job.parameters, first=SQL(first))
        return
    reason = _("no customer has the code “%(code)s”: import the customers first, or say --create-customers")
    job.stage.run(UNKNOWN, {"reason": reason % {"code": NAMED}})


def reject_unknown(job: Job, *, column: str, table: str, reason: str) -> None:
    """Reject rows whose `column` names no code of `table`. reason holds NAMED where the cell belongs."""
    if column not in job.fields:
        return
    names = {"column": Identifier(column), "table": Identifier(table)}
    job.stage.run(UNKNOWN_WORD, {"reason": reason}, **names)

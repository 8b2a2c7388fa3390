"""Vehicles, sites and devices with what is due on them: known again by plate, else VIN, else name.

An empty cell takes nothing away. A mileage is a reading of its day; it makes the pace from which due mileages
get their day.
"""

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from psycopg2.sql import Identifier

from customers.assets import NEWEST, PROJECT
from customers.imports.columns import Field
from customers.imports.kinds.base import NO_AMOUNT, NO_CODE, Job, Kind, choice, code, day, words
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write
from customers.imports.values import amounts, codes, plates

KINDS = {
    word: value
    for value, spellings in {
        "vehicle": ("vehicle", "car", "truck", "van", "车辆", "车", "汽车", "货车"),
        "site": ("site", "location", "building", "store", "地点", "场所", "门店", "现场"),
        "device": ("device", "machine", "equipment", "设备", "机器"),
    }.items()
    for word in spellings
}
DUES = ("maintenance", "inspection", "insurance", "service")

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    Field("plate", "text", lambda _r: plates, NO_CODE, ("plate number", "licence plate", "车牌", "车牌号")),
    code("vin", "chassis", "chassis number", "车架号", "车架号码", most=32),
    words("name", "model", "asset", "vehicle", "车型", "型号", "名称", "设备名称", most=120),
    choice(
        "kind",
        "asset type",
        "type",
        "类型",
        "资产类型",
        words=KINDS,
        wrong=lazy("is neither vehicle, site nor device"),
    ),
    Field(
        "mileage",
        "numeric(14,2)",
        lambda _r: amounts,
        NO_AMOUNT,
        ("odometer", "km", "里程", "里程数", "公里数"),
    ),
    day("read_on", "mileage date", "odometer date", "里程日期", "抄表日期"),
    day("since", "customer since", "建档日期", "入档日期"),
    day("retired_on", "sold on", "scrapped on", "停用日期", "报废日期"),
    day("maintenance_on", "maintenance due", "next maintenance", "保养到期", "下次保养日期"),
    Field(
        "maintenance_km",
        "numeric(14,2)",
        lambda _r: amounts,
        NO_AMOUNT,
        ("maintenance due km", "下次保养里程"),
    ),
    day("inspection_on", "inspection due", "annual inspection", "年检到期", "年检日期"),
    day("insurance_on", "insurance due", "insurance renewal", "insurance expires", "保险到期", "续保日期"),
    day("service_on", "service due", "next service", "下次服务", "下次服务日期"),
    # What a row is known by inside the file: written in `prepare`, read from no column.
    Field("asset_key", "text", lambda _r: codes(400), NO_CODE),
)

NAMELESS = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s WHERE coalesce(s.plate, s.vin, s.name) IS NULL
"""
OUT_OF_RANGE = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE (s.mileage NOT BETWEEN 0 AND 9999999 OR s.maintenance_km NOT BETWEEN 0 AND 9999999)
    AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
KEY = "UPDATE {rows} SET asset_key = customer || chr(31) || coalesce(plate, upper(vin), name)"

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, coalesce(s.kind, v.kind, 'vehicle') AS kind,
    coalesce(s.name, v.name, s.plate, s.vin) AS name, coalesce(s.plate, v.plate, '') AS plate,
    coalesce(upper(s.vin), v.vin, '') AS vin, coalesce(s.since, v.since) AS since,
    coalesce(s.retired_on, v.retired_on) AS retired_on, coalesce(v.version + 1, 1) AS version
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
LEFT JOIN LATERAL (
    SELECT * FROM customers_asset a
    WHERE a.customer_id = c.id AND CASE
        WHEN s.plate IS NOT NULL THEN a.plate = s.plate
            OR (a.plate = '' AND a.vin <> '' AND a.vin = upper(s.vin))
        WHEN s.vin IS NOT NULL THEN a.vin = upper(s.vin)
        ELSE a.name = s.name END
    ORDER BY a.id LIMIT 1
) v ON true
WHERE {which}
ORDER BY s.line
"""
WRITE = Write(
    table="customers_asset",
    found=FOUND,
    columns=("customer_id", "kind", "name", "plate", "vin", "since", "retired_on"),
    counted=("version",),
    once=(),
)

# The rows that were taken, with the asset that each of them is; of a repeat the last one counts.
TAKEN = """
CREATE TEMPORARY TABLE taken_assets ON COMMIT DROP AS
SELECT DISTINCT ON (a.id) a.id AS asset_id, s.*
FROM (SELECT * FROM {rows} WHERE NOT EXISTS (SELECT FROM {repeated} p WHERE p.key = asset_key)
      UNION ALL SELECT * FROM {last}) s
JOIN customers_customer c ON c.code = s.customer
JOIN LATERAL (
    SELECT id FROM customers_asset a
    WHERE a.customer_id = c.id AND CASE
        WHEN s.plate IS NOT NULL THEN a.plate = s.plate
        WHEN s.vin IS NOT NULL THEN a.vin = upper(s.vin)
        ELSE a.name = s.name END
    ORDER BY id LIMIT 1
) a ON true
WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
ORDER BY a.id, s.line DESC
"""
READINGS = """
INSERT INTO customers_mileagereading (asset_id, day, km)
SELECT asset_id, coalesce(read_on, %(today)s), mileage::int FROM taken_assets WHERE mileage IS NOT NULL
ON CONFLICT (asset_id, day) DO UPDATE SET km = excluded.km
    WHERE customers_mileagereading.km IS DISTINCT FROM excluded.km
"""
NEXT = """
INSERT INTO customers_assetdue (asset_id, kind, by_date, by_km)
SELECT t.asset_id, d.kind, d.by_date, d.by_km FROM taken_assets t CROSS JOIN LATERAL (VALUES
    ('maintenance', t.maintenance_on, t.maintenance_km::int), ('inspection', t.inspection_on, NULL),
    ('insurance', t.insurance_on, NULL), ('service', t.service_on, NULL)
) d (kind, by_date, by_km)
WHERE d.by_date IS NOT NULL OR d.by_km IS NOT NULL
ON CONFLICT (asset_id, kind) WHERE done_on IS NULL DO UPDATE
SET by_date = coalesce(excluded.by_date, customers_assetdue.by_date),
    by_km = coalesce(excluded.by_km, customers_assetdue.by_km)
"""
# A date of the file that was done in the meantime here is no news.
STALE = """
UPDATE taken_assets t SET {column} = NULL
WHERE EXISTS (SELECT FROM customers_assetdue d WHERE d.asset_id = t.asset_id AND d.kind = %(kind)s
    AND d.done_on IS NOT NULL AND d.by_date = t.{column})
"""


def prepare(job: Job) -> list[str]:
    job.stage.run(NAMELESS, {"reason": _("it has neither plate nor VIN nor name")})
    job.stage.run(OUT_OF_RANGE, {"reason": _("the mileage is out of range")})
    settle_customers(job, first="NULL::date")
    job.stage.run(KEY)
    return []


def finish(job: Job) -> None:
    """Readings and due dates of the rows that were taken; then days for what is due by mileage."""
    with transaction.atomic():
        job.stage.run(TAKEN)
        for kind in DUES:
            job.stage.run(STALE, {"kind": kind}, column=Identifier(f"{kind}_on"))
        job.stage.run(READINGS, job.parameters)
        job.stage.run(NEXT)
        with connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(asset_id) FROM taken_assets")
            assets = cursor.fetchone()[0] or []
            for statement in (NEWEST, PROJECT):
                cursor.execute(statement, {"assets": assets})
            cursor.execute("DROP TABLE taken_assets")


KIND = Kind("assets", FIELDS, "asset_key", prepare, WRITE, finish)

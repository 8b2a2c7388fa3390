"""What another system calls a customer, as a column of his file: the buyer id of a shop platform."""

from customers.imports.kinds.base import Job, code

BUYER_ID = code(
    "buyer_id",
    "buyer id",
    "platform id",
    "platform user id",
    "shop user id",
    "买家id",
    "买家账号",
    "平台买家号",
    "平台账号",
    "旺旺号",
    most=120,
)

# Under the name of the system that the file comes from.
NEW_IDENTITIES = """
INSERT INTO customers_externalidentity (customer_id, source, value)
SELECT DISTINCT c.id, %(source)s, s.buyer_id
FROM {rows} s JOIN customers_customer c ON c.code = s.code
WHERE s.buyer_id IS NOT NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
ON CONFLICT DO NOTHING
"""


def add_identities(job: Job) -> None:
    """Remember the ids that we meet for the first time."""
    if "buyer_id" in job.fields:
        job.stage.run(NEW_IDENTITIES, job.parameters)

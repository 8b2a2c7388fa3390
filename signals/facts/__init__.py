"""What a night reads beside visits, invoices, complaints and scores: one query a fact table.

Each query gives one row a customer. Parameters: `as_of`, `end` (the first moment after that day, in the
project's zone), `first`, `last`, `each`; `{shard}` stands for the condition that picks the shard's customers.
What is over is looked back at for a bounded time only; what is still open counts however old it is. NONE:
what a customer has who has none of a fact.
"""

from signals.facts import agreements, desk, goods, money, people, quality

QUERIES = (
    money.ORDERS,
    money.MARKS,
    goods.CATEGORIES,
    goods.RETURNS,
    goods.CLAIMS,
    goods.DECLINED,
    desk.STORIES,
    desk.PROMISES,
    desk.VOICES,
    agreements.INQUIRIES,
    agreements.CONTRACTS,
    people.CONTACTS,
    people.LINES,
    people.OWNERS,
    people.TALKS,
    quality.DOUBTS,
)
COUNTS = (
    *money.COUNTS,
    *goods.COUNTS,
    *desk.COUNTS,
    *agreements.COUNTS,
    *people.COUNTS,
    *quality.COUNTS,
)
NONE = dict.fromkeys(COUNTS, 0)

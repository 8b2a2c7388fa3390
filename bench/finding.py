"""How fast the list, the search and the customer page answer: python bench/finding.py [--customers 1000000]

Makes customers with 20 visits each in a database of its own inside the configured server, asks every page
many times in this process, and prints median and 95th percentile of the server's time in milliseconds: as a
clock shows it, and as processor time of this process and of its database connection, which says the same on a
busy machine.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Iterator

from _measuring import database, processor_time

NAME = "bench_finding"
FAR = 1_000  # pages
SORTS = ("value", "-value", "name", "code", "last_visit", "-last_visit", "signals", "spend", "newest")
FILTERS = {
    "tier": "tier=4",
    "branch": "branch={branch}",
    "owner": "owner={owner}",
    "VIP": "vip=1",
    "echelon": "echelon=1",
    "three together": "tier=3&echelon=1&vip=1",
    "a name": "q=张伟",
    "pinyin": "q=zhangwei",
}
LEADERS = ("manager", "lead")
WORKLISTS = {
    "contracts ending": "/customers/agreements/?show=ending",
    "open inquiries": "/customers/agreements/?show=inquiries",
    "open quotes": "/customers/agreements/?show=quotes",
    "bookings ahead": "/customers/agreements/?show=bookings",
    "no-shows": "/customers/agreements/?show=missed",
    "packages expiring": "/customers/agreements/?show=packages",
    "due soon": "/customers/due/",
    "overdue": "/customers/due/?window=overdue",
    "pairs of duplicates": "/customers/duplicates/",
}
WORDS = {
    "two signs": "张伟",
    "one sign": "张",
    "three signs": "张伟强",
    "later signs": "木云",
    "pinyin": "zhangwei",
    "pinyin, begun": "zhan",
    "initials": "zw",
    "initials of a company": "cdmy",
    "polyphone": "shanwei",
    "contact or customer": "李芳",
    "last digits": "4711",
    "phone, begun": "1381234",
    "within a phone": "38123",
    "code": "k0471",
    "plate": "川A8F3",
    "within a plate": "8f3a",
    "nobody": "xqzvw",
}


def main() -> None:
    options = parsed()
    with database(NAME, keep=options.keep):
        prepare(options)
        rows = [measured(options, *one) for one in questions(options)]
    report(rows, as_json=options.json)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--visits-each", type=int, default=20)
    parser.add_argument("--times", type=int, default=40, help="requests of each kind")
    parser.add_argument("--only", default="", help="only questions whose name holds this")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use it when it is there")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def prepare(options: argparse.Namespace) -> None:
    import _finding_data as data
    import _worklist_data as agreed

    from customers.models import Contract, Customer

    if not Customer.objects.exists():
        data.fill(
            customers=options.customers,
            each=options.visits_each,
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )
    if not Contract.objects.exists():
        agreed.fill(data.run)


def questions(options: argparse.Namespace) -> Iterator[tuple[str, str, list[str]]]:
    """(what, who, addresses that are asked in turn)."""
    from django.urls import reverse

    from customers.models import Customer
    from staff.models import Branch, User

    names = {"branch": Branch.objects.all()[2].pk, "owner": User.objects.get(username="am25").pk}
    everybody = ["manager", "am25", "lead", "agent"]
    yield from lists(options, names, everybody)
    yield from worklists_and_searches(everybody)
    some = list(Customer.objects.filter(owner__username="am25").order_by("pk")[:40])
    yield "customer page", "am25", [reverse("retention:customer", args=[one.pk]) for one in some]
    busy = Customer.objects.order_by("pk")[7].pk
    yield "customer page, 10,000 events", "manager", [reverse("retention:customer", args=[busy])]
    yield (
        "timeline, 10,000 events, far back",
        "manager",
        [f"{reverse('retention:timeline', args=[busy])}?before=2019-03-01T00:00:00%2B00:00~visit:0"],
    )


def lists(
    options: argparse.Namespace, names: dict[str, int], everybody: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    for sort in SORTS:
        for who in everybody:
            yield f"list by {sort}, page 1", who, [f"/customers/?sort={sort}"]
        if options.only in (what := f"list by {sort}, page {FAR:,}"):
            yield what, "manager", [far(options, sort)]
    for what, query in FILTERS.items():
        for who in everybody[:2]:
            yield f"list, {what}", who, [f"/customers/?{query.format(**names)}"]


def worklists_and_searches(everybody: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    for what, address in WORKLISTS.items():
        for who in LEADERS if "duplicates" in address else everybody:
            yield f"worklist, {what}", who, [address]
    for what, said in WORDS.items():
        for who in everybody:
            yield f"search, {what}: {said}", who, [f"/customers/search/?q={said}"]


def far(options: argparse.Namespace, sort: str) -> str:
    """The address of the thousandth page (of the last but one when there are fewer), by its cursor."""
    from customers import listing
    from customers.models import Customer

    skipped = min(FAR * listing.PAGE, options.customers * 9 // 10)
    way = listing.SORTS[sort]
    minus = "-" if way.descending else ""
    rows = Customer.objects.select_related("standing")
    if "__" in way.field:
        rows = rows.filter(**{f"{way.field}__isnull": False})
    row = rows.order_by(f"{minus}{way.field}", f"{minus}pk")[skipped - 1]
    return f"/customers/?sort={sort}&cursor={listing.write_cursor(row, way)}"


def measured(options: argparse.Namespace, what: str, who: str, addresses: list[str]) -> dict:
    """The milliseconds of one question, after a warm-up."""
    if options.only not in what:
        return {}
    client = signed_in(who)
    headers = {"HX-Request": "true"} if "search/" in addresses[0] or "cursor" in addresses[0] else {}
    clocked, worked = [], []
    gc.collect()
    for number in range(options.times + 2):
        began, worked_before = time.perf_counter(), processor_time()
        answer = client.get(addresses[number % len(addresses)], headers=headers)
        clocked.append((time.perf_counter() - began) * 1000)
        worked.append((processor_time() - worked_before) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{what}: {answer.status_code}")
    row = {"what": what, "who": who} | figures("", clocked[2:]) | figures("cpu_", worked[2:])
    print(line(row), file=sys.stderr, flush=True)
    return row


def figures(prefix: str, taken: list[float]) -> dict[str, float]:
    taken = sorted(taken)
    p95 = taken[max(0, round(len(taken) * 0.95) - 1)]
    return {f"{prefix}median": round(statistics.median(taken), 1), f"{prefix}p95": round(p95, 1)}


def line(row: dict) -> str:
    told = "".join(f"{row[name]:>9}" for name in ("median", "p95", "cpu_median", "cpu_p95"))
    return f"{row['what']:<44} {row['who']:<8}{told}"


def signed_in(username: str):
    from django.test import Client

    from staff.models import User

    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def report(rows: list[dict], *, as_json: bool) -> None:
    rows = [row for row in rows if row]
    if as_json:
        print(json.dumps(rows))
        return
    heads = {"median": "median", "p95": "p95", "cpu_median": "cpu", "cpu_p95": "cpu p95"}
    print(line({"what": "milliseconds", "who": "who"} | heads))
    for row in rows:
        print(line(row))


if __name__ == "__main__":
    main()

"""How fast likely answers are found: python bench/answering.py [--articles 5000]

Makes articles in both languages in a database of its own, each the text of one of the demo's with pieces
of another mixed in, so that they share words as real ones do; asks for complaints of several lengths, and
prints median and 95th percentile in milliseconds by the clock, the median of the processor's time, and of the
time in which a process was ready and others had the processors.
"""

import argparse
import random
import statistics
import uuid

from _measuring import database, queue_time, say, timed

NAME = "bench_answering"
SEED = 8
ASKED = {
    "three English words": ("brakes squeal again", ""),
    "an English sentence, with its cause": ("The same noise is back a week after the repair.", "comeback"),
    "misspelt": ("stearing wheel vibrats at motorway speed", ""),
    "four signs": ("刹车异响", ""),
    "a Chinese sentence, with its cause": ("修完一周，同样的异响又来了。", "comeback"),
    "a long story, English": (
        "The part ordered was for another model year and nobody called me back. " * 12,
        "",
    ),
    "a long story, Chinese": ("说好回电谈质保，一直没等到，结算价比报价高了三分之一。" * 20, "price"),
    "a cause alone": ("", "waiting"),
    "nothing that an article knows": ("xylophone quartz", ""),
}


def main() -> None:
    options = parsed()
    with database(NAME):
        fill(options.articles)
        say(f"milliseconds, {options.articles:,} articles", "median", "p95", "cpu", "queue")
        for what, (text, cause) in ASKED.items():
            say(what, *measured(text, cause, options.times))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=60, help="questions of each kind")
    return parser.parse_args()


def fill(count: int) -> None:
    from django.db import connection, transaction

    from churn_crm.demo import knowing
    from desk.knowledge import writing
    from staff.models import User

    keeper = User.objects.create(username="he", name="He", role="administrator")
    told = [knowing.read(path) for path in sorted(knowing.FOLDER.glob("*.md"))]
    chance = random.Random(SEED)
    with transaction.atomic():
        for _number in range(count):
            one, other = chance.sample(told, 2)
            said = {name: mixed(chance, one.said[name], other.said[name]) for name in one.said}
            writing.add(by=keeper, token=uuid.uuid4(), cause=one.cause, tags=one.tags, **said)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE desk_article, desk_articleversion")


def mixed(chance: random.Random, text: str, other: str) -> str:
    """The text with a third of its pieces taken from the other."""
    mark = " " if text.isascii() else "，"
    pieces, others = text.split(mark), other.split(mark)
    return (
        mark.join(chance.choice(others) if chance.random() < 0.33 else piece for piece in pieces)[:120]
        + (text[120:])
    )


def measured(text: str, cause: str, times: int) -> tuple[float, ...]:
    from desk.knowledge import finding
    from desk.models import Article

    def ask() -> float:
        before = queue_time()
        finding.likely(Article.objects.published(), text=text, cause=cause)
        return queue_time() - before

    taken = [timed(ask) for _number in range(times + 2)][2:]
    queued, clocked, worked = (
        sorted(seconds * 1000 for seconds in column) for column in zip(*taken, strict=True)
    )
    p95 = clocked[max(0, round(len(clocked) * 0.95) - 1)]
    return statistics.median(clocked), p95, statistics.median(worked), statistics.median(queued)


if __name__ == "__main__":
    main()

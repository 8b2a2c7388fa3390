"""The orders of the lists by value and rank: let go before a night writes everybody, made again after it.

Lists are right in between, only slower where there are very many customers.
"""

from django.db import connection


def unsort_standings() -> bool:
    """Let go of the indexes over what every night changes for everybody.

    False, and they stay, where somebody reads standings for so long that others would wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_unsort_standings()")
        return bool(cursor.fetchone()[0])


def sort_standings() -> None:
    """Have them again. Twice is harmless; writers of standings wait meanwhile, readers do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_sort_standings()")

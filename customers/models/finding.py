"""What customers are found by: the beginnings that a caller or a keyboard gives."""

from django.db import models

from customers.models.profile import Customer


class SearchKey(models.Model):
    """One beginning by which a customer is found. Written by triggers alone: see docs/design/search.md."""

    class Kind(models.IntegerChoices):
        """The surest first."""

        NAME = 1
        CODE = 2
        PLATE = 3  # and VIN
        PHONE = 4  # as dialled within the country
        ENDS = 5  # the same backwards, for last digits
        PINYIN = 6
        INITIALS = 7
        WITHIN = 8  # of a name, from a later sign or word on
        PINYIN_WITHIN = 9
        INITIALS_WITHIN = 10
        CONTACT = 11  # a contact person's name, in all these ways

    pk = models.CompositePrimaryKey("customer", "kind", "key")
    # Kept without a check of each row; triggers write and delete keys with what they stand for.
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.SmallIntegerField(choices=Kind.choices)
    # Folded: no case, spaces or marks. In byte order, so that a beginning is a range.
    key = models.TextField(db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "customer"], name="searchkey_beginning")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"

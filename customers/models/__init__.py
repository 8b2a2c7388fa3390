"""Records and facts: who the customers are and what happened with them."""

from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.import_sources import ImportSource
from customers.models.importing import ImportChange, ImportDraft, ImportKept, ImportMapping
from customers.models.imports import Import
from customers.models.profile import Asset, Contact, Customer
from customers.models.standing import CustomerStanding, Tier

__all__ = [
    "Asset",
    "Category",
    "Contact",
    "Customer",
    "CustomerStanding",
    "Import",
    "ImportChange",
    "ImportDraft",
    "ImportKept",
    "ImportMapping",
    "ImportSource",
    "Invoice",
    "Payment",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

"""Records and facts: who the customers are and what happened with them."""

from customers.models.duplicates import (
    DuplicateCandidate,
    DuplicateRun,
    DuplicateScan,
    ExternalIdentity,
)
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.imports import Import
from customers.models.merges import Merge, MovedRow
from customers.models.profile import Asset, Contact, Customer
from customers.models.standing import CustomerStanding, Tier

__all__ = [
    "Asset",
    "Category",
    "Contact",
    "Customer",
    "CustomerStanding",
    "DuplicateCandidate",
    "DuplicateRun",
    "DuplicateScan",
    "ExternalIdentity",
    "Import",
    "Invoice",
    "Merge",
    "MovedRow",
    "Payment",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

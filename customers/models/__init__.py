"""Records and facts: who the customers are and what happened with them."""

from customers.models.assets import AssetDue, DueKind, DueRule, MileageReading
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.imports import Import
from customers.models.profile import Asset, Contact, Customer
from customers.models.standing import CustomerStanding, Tier

__all__ = [
    "Asset",
    "AssetDue",
    "Category",
    "Contact",
    "Customer",
    "CustomerStanding",
    "DueKind",
    "DueRule",
    "Import",
    "Invoice",
    "MileageReading",
    "Payment",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

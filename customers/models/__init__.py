"""Records and facts: who the customers are and what happened with them."""

from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.finding import SearchKey
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
    "Invoice",
    "Payment",
    "SearchKey",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

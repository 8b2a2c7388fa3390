"""Records and facts: who the customers are and what happened with them."""

from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.finding import SearchKey
from customers.models.imports import Import
from customers.models.lists import BulkChange, Export, ListColumns, SavedView
from customers.models.profile import Asset, Contact, Customer
from customers.models.standing import CustomerStanding, Tier

__all__ = [
    "Asset",
    "BulkChange",
    "Category",
    "Contact",
    "Customer",
    "CustomerStanding",
    "Export",
    "Import",
    "Invoice",
    "ListColumns",
    "Payment",
    "SavedView",
    "SearchKey",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

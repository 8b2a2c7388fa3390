"""Records and facts: who the customers are and what happened with them."""

from customers.models.custom import CustomField
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.history import (
    AssetEvent,
    ContactEvent,
    CustomerEvent,
    CustomerTagEvent,
    CustomFieldEvent,
    StaffLineEvent,
    TagEvent,
)
from customers.models.imports import Import
from customers.models.lines import StaffLine
from customers.models.profile import Asset, Contact, Customer
from customers.models.standing import CustomerStanding, Tier
from customers.models.tags import CustomerTag, Tag

__all__ = [
    "Asset",
    "AssetEvent",
    "Category",
    "Contact",
    "ContactEvent",
    "CustomField",
    "CustomFieldEvent",
    "Customer",
    "CustomerEvent",
    "CustomerStanding",
    "CustomerTag",
    "CustomerTagEvent",
    "Import",
    "Invoice",
    "Payment",
    "StaffLine",
    "StaffLineEvent",
    "Tag",
    "TagEvent",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

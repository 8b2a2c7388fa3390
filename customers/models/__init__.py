"""Records and facts: who the customers are and what happened with them."""

from customers.models.assets import AssetDue, DueKind, DueRule, MileageReading
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.imports import Import
from customers.models.money import Account, ArrearsMark, Statement
from customers.models.profile import Asset, Contact, Customer
from customers.models.record_policy import RecordPolicy
from customers.models.standing import CustomerStanding, Tier
from customers.models.visits import DeclinedWork, Return, VisitDetail, WarrantyClaim

__all__ = [
    "Account",
    "ArrearsMark",
    "Asset",
    "AssetDue",
    "Category",
    "Contact",
    "Customer",
    "CustomerStanding",
    "DeclinedWork",
    "DueKind",
    "DueRule",
    "Import",
    "Invoice",
    "MileageReading",
    "Payment",
    "RecordPolicy",
    "Return",
    "Statement",
    "Tier",
    "Visit",
    "VisitDetail",
    "VisitLine",
    "VisitType",
    "WarrantyClaim",
]

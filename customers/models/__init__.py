"""Records and facts: who the customers are and what happened with them."""

from customers.models.bookings import Booking
from customers.models.contracts import AgreementPolicy, Benchmark, Contract, PriceApproval
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.imports import Import
from customers.models.inquiries import Inquiry
from customers.models.packages import Package, PackageMovement
from customers.models.profile import Asset, Contact, Customer
from customers.models.quotes import Quote
from customers.models.standing import CustomerStanding, Tier

__all__ = [
    "AgreementPolicy",
    "Asset",
    "Benchmark",
    "Booking",
    "Category",
    "Contact",
    "Contract",
    "Customer",
    "CustomerStanding",
    "Import",
    "Inquiry",
    "Invoice",
    "Package",
    "PackageMovement",
    "Payment",
    "PriceApproval",
    "Quote",
    "Tier",
    "Visit",
    "VisitLine",
    "VisitType",
]

"""Records and facts: who the customers are and what happened with them."""

from customers.models.assets import AssetDue, DueKind, DueRule, MileageReading
from customers.models.bookings import Booking
from customers.models.contracts import AgreementPolicy, Benchmark, Contract, PriceApproval
from customers.models.custom import CustomField
from customers.models.duplicates import DuplicateCandidate, DuplicateRun, DuplicateScan, ExternalIdentity
from customers.models.facts import Category, Invoice, Payment, Visit, VisitLine, VisitType
from customers.models.finding import SearchKey
from customers.models.history import (
    AssetEvent,
    ContactEvent,
    CustomerEvent,
    CustomerTagEvent,
    CustomFieldEvent,
    ExternalIdentityEvent,
    StaffLineEvent,
    TagEvent,
    VisitTypeEvent,
)
from customers.models.import_sources import ImportSource
from customers.models.importing import ImportChange, ImportDraft, ImportKept, ImportMapping
from customers.models.imports import Import
from customers.models.inquiries import Inquiry
from customers.models.lines import StaffLine
from customers.models.lists import BulkChange, Export, ListColumns, SavedView
from customers.models.merges import Merge, MovedRow
from customers.models.money import Account, ArrearsMark, Statement
from customers.models.packages import Package, PackageMovement
from customers.models.profile import Asset, Contact, Customer
from customers.models.quotes import Quote
from customers.models.record_policy import RecordPolicy
from customers.models.removed import RemovedAgreement
from customers.models.standing import Band, CustomerStanding, Tier
from customers.models.tags import CustomerTag, Tag
from customers.models.visits import DeclinedWork, Return, VisitCorrection, VisitDetail, WarrantyClaim

__all__ = [
    "Account",
    "AgreementPolicy",
    "ArrearsMark",
    "Asset",
    "AssetDue",
    "AssetEvent",
    "Band",
    "Benchmark",
    "Booking",
    "BulkChange",
    "Category",
    "Contact",
    "ContactEvent",
    "Contract",
    "CustomField",
    "CustomFieldEvent",
    "Customer",
    "CustomerEvent",
    "CustomerStanding",
    "CustomerTag",
    "CustomerTagEvent",
    "DeclinedWork",
    "DueKind",
    "DueRule",
    "DuplicateCandidate",
    "DuplicateRun",
    "DuplicateScan",
    "Export",
    "ExternalIdentity",
    "ExternalIdentityEvent",
    "Import",
    "ImportChange",
    "ImportDraft",
    "ImportKept",
    "ImportMapping",
    "ImportSource",
    "Inquiry",
    "Invoice",
    "ListColumns",
    "Merge",
    "MileageReading",
    "MovedRow",
    "Package",
    "PackageMovement",
    "Payment",
    "PriceApproval",
    "Quote",
    "RecordPolicy",
    "RemovedAgreement",
    "Return",
    "SavedView",
    "SearchKey",
    "StaffLine",
    "StaffLineEvent",
    "Statement",
    "Tag",
    "TagEvent",
    "Tier",
    "Visit",
    "VisitCorrection",
    "VisitDetail",
    "VisitLine",
    "VisitType",
    "VisitTypeEvent",
    "WarrantyClaim",
]

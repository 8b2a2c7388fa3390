"""Verification calls belong to a customer; what he said stands on the timeline as a contact."""

from customers.timeline import Part
from desk.models import VerificationCall

PARTS = (Part("verification", "verification calls", (VerificationCall,), computed=(VerificationCall,)),)

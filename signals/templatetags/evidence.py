"""Evidence sentences: {% evidence standing.reason_kind standing.reason %}; of how many a figure counts."""

from django import template

from signals.evidence import plain, sentence, title
from signals.sampling import sampled

register = template.Library()

register.simple_tag(sentence, name="evidence")
register.simple_tag(plain, name="evidence_plain")
register.simple_tag(title, name="evidence_title")
register.simple_tag(sampled)

"""Evidence sentences in templates: {% load evidence %}{% evidence standing.reason_kind standing.reason %}."""

from django import template

from signals.evidence import plain, sentence, title

register = template.Library()

register.simple_tag(sentence, name="evidence")
register.simple_tag(plain, name="evidence_plain")
register.simple_tag(title, name="evidence_title")

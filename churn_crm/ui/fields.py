"""Form fields with their label, help and errors, tied together for screen readers."""

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from churn_crm.ui.icons import icon

LINE_BREAK = mark_safe("<br>")


def field(bound: BoundField, css: str = "", label: object = "") -> SafeString:
    """A form field with its label, help and errors, tied together for screen readers.

    label: words of ours for another library's field, whose placeholder would only say them again.
    """
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return check(bound, label or bound.label)
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return choices(bound, css, label or bound.label)
    base = "form-select" if isinstance(widget, Select) else "form-control"
    attrs = {"class": control_classes(bound, base)} | ({"placeholder": False} if label else {})
    return format_html(
        '<div class="cr-field{}"><label class="form-label" for="{}">{}{}</label>{}{}{}</div>',
        f" {css}" if css else "",
        bound.id_for_label,
        label or bound.label,
        "" if bound.field.required else format_html(' <span class="cr-t3">{}</span>', gettext("(optional)")),
        bound.as_widget(attrs=attrs),
        hint(bound),
        errors(bound),
    )


def control_classes(bound: BoundField, base: str) -> str:
    own = bound.field.widget.attrs.get("class", "")
    return " ".join(filter(None, (base, own, "is-invalid" if bound.errors else "")))


def check(bound: BoundField, label: object) -> SafeString:
    return format_html(
        '<div class="cr-field"><label class="cr-check">{}{}</label>{}{}</div>',
        bound.as_widget(attrs={"class": control_classes(bound, "form-check-input")}),
        label,
        hint(bound),
        errors(bound),
    )


def choices(bound: BoundField, css: str, label: object) -> SafeString:
    """Two to five exclusive choices on a line (`cr-seg`), or check boxes below each other."""
    several = isinstance(bound.field.widget, CheckboxSelectMultiple)
    options = format_html_join(
        "",
        '<label class="{}">{}{}</label>',
        (
            ("cr-check" if several else "", option_tag(option.tag(), several), option.choice_label)
            for option in bound.subwidgets
        ),
    )
    return format_html(
        '<fieldset class="cr-field{}"><legend class="form-label">{}</legend>'
        '<div class="{}">{}</div>{}{}</fieldset>',
        f" {css}" if css else "",
        label,
        "cr-checks" if several else "cr-seg",
        options,
        hint(bound),
        errors(bound),
    )


def option_tag(tag: str, several: bool) -> SafeString:
    """Django draws the bare `<input>`; a check box gets the look of ours."""
    return mark_safe(tag.replace("<input ", '<input class="form-check-input" ', 1) if several else tag)


def hint(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return mark_safe("")
    return format_html('<p class="cr-hint" id="{}_helptext">{}</p>', bound.auto_id, bound.help_text)


def errors(bound: BoundField) -> SafeString:
    if not bound.errors:
        return mark_safe("")
    return format_html(
        '<p class="cr-err" id="{}_error">{}<span>{}</span></p>',
        bound.auto_id,
        icon("alert-circle"),
        format_html_join(LINE_BREAK, "{}", ((error,) for error in bound.errors)),
    )


def form_errors(form: BaseForm) -> SafeString:
    """What is wrong with a form as a whole, above its fields."""
    found = form.non_field_errors()
    if not found:
        return mark_safe("")
    return format_html(
        '<div class="cr-note cr-note-bad" role="alert">{}<span>{}</span></div>',
        icon("alert-triangle"),
        format_html_join(LINE_BREAK, "{}", ((error,) for error in found)),
    )

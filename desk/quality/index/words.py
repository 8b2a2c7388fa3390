"""What the factors are called, and what counts in each."""

from django.utils.translation import gettext_lazy as _

from desk.quality.index.formula import FEEDBACK, INSPECTIONS, RATINGS, SURVEYS

FACTORS = {
    RATINGS: _("Work-order ratings"),
    FEEDBACK: _("Customer feedback"),
    SURVEYS: _("Surveys"),
    INSPECTIONS: _("Site inspections"),
}
COUNTS = {
    RATINGS: _("Ratings of single jobs, 1 to 5; where punctuality was rated too, it is a third."),
    FEEDBACK: _(
        "Scores that agents asked for, third-day calls among them, and complaints: each weighs by its "
        "severity against the visits after which nobody complained."
    ),
    SURVEYS: _(
        "Answers to surveys, by link or by phone: satisfaction, 1 to 5, and recommendation, 0 to 10; "
        "who answered both counts as one."
    ),
    INSPECTIONS: _("Scores of on-site inspections and mystery visits."),
}

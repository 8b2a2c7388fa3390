"""What customers say: complaints after visits, and answers to the satisfaction question."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from churn_crm.demo.garage.words import BLAME, COMPLAINTS, PRAISE, RESOLUTIONS

ANSWERS = 0.13  # of the visits are followed by a score
SATISFIED = 0.975  # of the visits of those who stay
STILL_SATISFIED, AFTER_COMPLAINT = 0.65, 0.25  # before somebody leaves, and of what he complains of


def make_complaints(
    rng: np.random.Generator, visits: pd.DataFrame, *, day: date, language: str
) -> pd.DataFrame:
    """One complaint for each visit that caused one; a few of the last weeks are still open."""
    rows = []
    causes, shares = list(COMPLAINTS), [row[0] for row in COMPLAINTS.values()]
    chinese = language == "zh"
    for place in visits.index[visits.complained]:
        cause = str(rng.choice(causes, p=shares))
        _, severity, *words = COMPLAINTS[cause]
        said = visits.day[place] + timedelta(days=int(rng.integers(0, 6)))
        solved = said + timedelta(days=int(rng.gamma(1.6, 2.6)) + 1)
        if said >= day:
            continue
        open_still = solved >= day or (rng.random() < 0.6 and (day - said).days < 30)
        rows.append(
            {
                "customer": visits.customer[place],
                "visit": place,
                "cause": cause,
                "severity": int(np.clip(severity + rng.choice((-1, 0, 0, 1)), 1, 3)),
                "text": words[chinese],
                "day": said,
                "solved_on": None if open_still else solved,
                "resolution": "" if open_still else RESOLUTIONS[rng.integers(len(RESOLUTIONS))][chinese],
            }
        )
    return pd.DataFrame(
        rows, columns=["customer", "visit", "cause", "severity", "text", "day", "solved_on", "resolution"]
    )


def make_scores(rng: np.random.Generator, visits: pd.DataFrame, *, day: date, language: str) -> pd.DataFrame:
    """Scores of 1 to 5 some days after a visit; complaints and leaving lower them, though not always."""
    chosen = visits[(rng.random(len(visits)) < ANSWERS) & ~visits.cancelled]
    rows = []
    for visit in chosen.itertuples():
        asked = visit.day + timedelta(days=int(rng.integers(3, 8)))
        likely = STILL_SATISFIED if visit.leaving else SATISFIED
        happy = rng.random() < (AFTER_COMPLAINT if visit.complained else likely)
        score = int(
            rng.choice((4, 5), p=(0.35, 0.65)) if happy else rng.choice((1, 2, 3), p=(0.15, 0.35, 0.5))
        )
        words = (PRAISE if happy else BLAME)[rng.integers(4 if happy else 3)]
        if asked < day:
            rows.append((visit.customer, visit.Index, score, words[language == "zh"], asked))
    return pd.DataFrame(rows, columns=["customer", "visit", "score", "comment", "day"])

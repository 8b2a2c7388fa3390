"""Which invoices are paid late: python bench/late_payment.py INVOICES.csv [--json]

How well a customer's own payment history tells, in time order. A row is an invoice: customerID,
InvoiceDate, DueDate, SettledDate (month/day/year) and InvoiceAmount. What is said about an invoice rests on
what was known on its day: which earlier ones were settled by then and how late, and which were open. It
learns from invoices that were settled before the first one that it is asked about. What is only known later
(a dispute, the settlement) is no feature.
"""

import argparse
import json

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TRAINED_ON = 0.6  # of the invoices, the earliest
PRIOR = 2  # invoices of a usual customer that are added to one's own
OWN = ["late_share", "late_days", "late_last", "late_worst", "settled", "open", "overdue", "overdue_days"]
INVOICE = ["amount", "terms", "weekday", "month_day"]


def main() -> None:
    arguments = parsed()
    invoices = read(arguments.file)
    table = invoices.join(known_on_the_day(invoices))
    border = table.issued.sort_values().iloc[int(TRAINED_ON * len(table))]
    taught = table[(table.settled_on < border) & (table.issued < border)]
    asked = table[table.issued >= border]
    found = {
        "invoices": len(table),
        "taught": len(taught),
        "asked": len(asked),
        "from": str(border.date()),
        "late": round(float(asked.late.mean()), 3),
        "auc_invoice_alone": told(taught, asked, INVOICE),
        "auc_own_history": told(taught, asked, OWN),
        "auc_both": told(taught, asked, OWN + INVOICE),
    }
    print(
        json.dumps(found) if arguments.json else "\n".join(f"{key:20}{value}" for key, value in found.items())
    )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def read(path: str) -> pd.DataFrame:
    """One row an invoice, in time order."""
    raw = pd.read_csv(path)
    issued, due, settled = (
        pd.to_datetime(raw[name], format="%m/%d/%Y") for name in ("InvoiceDate", "DueDate", "SettledDate")
    )
    invoices = pd.DataFrame(
        {
            "customer": raw.customerID,
            "issued": issued,
            "due": due,
            "settled_on": settled,
            "amount": raw.InvoiceAmount,
            "terms": (due - issued).dt.days,
            "weekday": issued.dt.day_of_week,
            "month_day": issued.dt.day,
            "days_late": (settled - due).dt.days.clip(lower=0),
        }
    )
    invoices["late"] = (invoices.days_late > 0).astype(int)
    return invoices.sort_values(["issued", "customer"], kind="stable", ignore_index=True)


def known_on_the_day(invoices: pd.DataFrame) -> pd.DataFrame:
    """The customer's payment history at the issue of each invoice, from earlier invoices only."""
    rows = {}
    for _customer, own in invoices.groupby("customer"):
        for place, invoice in own.iterrows():
            earlier = own[own.issued < invoice.issued]
            rows[place] = history(earlier, invoice.issued)
    return pd.DataFrame.from_dict(rows, orient="index", columns=OWN)


def history(earlier: pd.DataFrame, day: pd.Timestamp) -> list[float]:
    """In the order of OWN. An invoice that is settled later is open, however late it will have been."""
    settled = earlier[earlier.settled_on < day].sort_values("settled_on")
    still = earlier[earlier.settled_on >= day]
    overdue = (day - still.due).dt.days.clip(lower=0)
    number, late = len(settled), settled.days_late
    return [
        (settled.late.sum() + PRIOR * 0.5) / (number + PRIOR),
        late.sum() / (number + PRIOR),
        late.iloc[-3:].mean() if number else 0.0,
        late.max() if number else 0.0,
        number,
        len(still),
        (overdue > 0).sum(),
        overdue.max() if len(still) else 0.0,
    ]


def told(taught: pd.DataFrame, asked: pd.DataFrame, columns: list[str]) -> float:
    """AUC of the mean logit of a straight and a boosted model, as the learned model blends them."""
    lines = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1_000))
    trees = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        learning_rate=0.05,
        max_iter=150,
        max_leaf_nodes=8,
        min_samples_leaf=50,
        l2_regularization=20,
        random_state=0,
    )
    said = np.zeros(len(asked))
    for model in (lines, trees):
        said += model.fit(taught[columns], taught.late).decision_function(asked[columns])
    return round(float(roc_auc_score(asked.late, said)), 4)


if __name__ == "__main__":
    main()

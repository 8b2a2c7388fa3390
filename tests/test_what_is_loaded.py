"""What takes seconds to load is loaded by what needs it: pages, workers and the schedule start without."""

import os
import subprocess
import sys

from django.conf import settings

from churn_crm.embedded.pytest_plugin import THREADS

LOADED = """
import sys
import django
django.setup()
import churn_crm.urls
from churn_crm.celery import app
app.loader.import_default_modules()
print(sorted({"sklearn", "scipy.stats", "scipy.optimize"} & set(sys.modules)))
from threadpoolctl import threadpool_info
from signals.learning import training
def threads(*args, **more):
    return sorted({(one["user_api"], one["num_threads"]) for one in threadpool_info()})
training._fit = threads
print(training.fit(None, through=0, horizon=1))
"""


def test_pages_and_workers_load_nothing_that_learns_and_whoever_learns_first_keeps_to_one_core():
    """A process of its own: in this one all is loaded already."""
    own = {name: value for name, value in os.environ.items() if name not in THREADS}
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR,
        env=own | {"DJANGO_SETTINGS_MODULE": "churn_crm.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["[]", "[('blas', 1), ('openmp', 1)]"], done.stderr

"""Without anybody there is nothing to learn."""

import pytest

from signals.models import ChurnModel
from signals.upkeep.training import train
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_without_history_the_prior_stays_and_nothing_is_kept():
    assert train(day=TODAY) is None
    assert not ChurnModel.objects.exists()

"""Wiring: settings, schedule, URLs, the embedded servers, the interface kit and the clock."""

from churn_crm.celery import app as celery_app

__all__ = ["celery_app"]

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "churn_crm.ui"
    label = "ui"

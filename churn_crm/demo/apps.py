from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "churn_crm.demo"
    label = "demo"

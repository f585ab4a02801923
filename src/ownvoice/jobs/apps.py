from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ownvoice.jobs"
    label = "jobs"

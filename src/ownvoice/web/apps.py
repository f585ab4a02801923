from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ownvoice.web"
    label = "web"

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ownvoice.inbox"
    label = "inbox"

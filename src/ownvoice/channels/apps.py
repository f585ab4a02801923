from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "ownvoice.channels"
    label = "channels"

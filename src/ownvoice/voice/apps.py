from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "ownvoice.voice"
    label = "voice"

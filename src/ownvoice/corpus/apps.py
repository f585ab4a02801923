from django.apps import AppConfig


class CorpusConfig(AppConfig):
    name = "ownvoice.corpus"
    label = "corpus"

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "ownvoice.voice"
    label = "voice"

    def ready(self) -> None:
        """What was learned from a source goes in the transaction that removes the source."""
        from ownvoice.corpus.signals import source_removed
        from ownvoice.voice.learning import forget_source

        def forget(sender: object, creator_id: int, source_id: int, **_: object) -> None:
            forget_source(creator_id, source_id)

        source_removed.connect(forget, weak=False, dispatch_uid="voice.forget_source")

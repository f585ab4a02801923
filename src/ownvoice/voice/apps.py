from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "ownvoice.voice"
    label = "voice"

    def ready(self) -> None:
        """What was learned from a source goes in the transaction that removes it, or its consent."""
        from ownvoice.corpus.signals import consent_withdrawn, source_removed
        from ownvoice.voice.learning import forget_source

        def forget(sender: object, creator_id: int, source_id: int, **_: object) -> None:
            forget_source(creator_id, source_id)

        def forget_voice(sender: object, creator_id: int, source_id: int, use: str, **_: object) -> None:
            if use == "voice":
                forget_source(creator_id, source_id)

        consent_withdrawn.connect(forget_voice, weak=False, dispatch_uid="voice.forget_voice")
        source_removed.connect(forget, weak=False, dispatch_uid="voice.forget_source")

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ownvoice.inbox"
    label = "inbox"

    def ready(self) -> None:
        """What a model was shown may quote a source: the record goes in the transaction that removes the source."""
        from ownvoice.corpus.signals import source_removed

        def forget(sender: object, creator_id: int, source_id: int, **_: object) -> None:
            from ownvoice.inbox.models import ModelCall

            ModelCall.everyone.filter(creator_id=creator_id).delete()

        source_removed.connect(forget, weak=False, dispatch_uid="inbox.forget_model_calls")

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ownvoice.inbox"
    label = "inbox"

    def ready(self) -> None:
        """What drafts hold of a source goes in the transaction that removes the source."""
        from ownvoice.corpus.signals import source_removed

        def forget(sender: object, creator_id: int, source_id: int, **_: object) -> None:
            from ownvoice.inbox.forgetting import forget_gone_items

            forget_gone_items(creator_id)

        source_removed.connect(forget, weak=False, dispatch_uid="inbox.forget_gone_items")

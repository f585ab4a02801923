from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "ownvoice.training"
    label = "training"

    def ready(self) -> None:
        """What a decision teaches is noted in the transaction that stores it."""
        from ownvoice.inbox.signals import decided

        def note(sender: object, feedback: object, **_: object) -> None:
            from ownvoice.training.noting import note_decision

            note_decision(feedback)  # type: ignore[arg-type]

        decided.connect(note, weak=False, dispatch_uid="training.note_decision")

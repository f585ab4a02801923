"""What stands in Meta's conversations in a message's place though nobody wrote it.

"Lea sent an attachment.", "Liked a message", "Lea named the group Bakers.": in the language of the account, so
most are told by their shape: a short sentence about its own sender. The rest is known by its beginning.
"""

from __future__ import annotations

import re

_LONGEST = 120  # characters beyond the sender's name
_REACTION = re.compile(
    r"(?:liked a message"
    r"|reacted .{1,40} to (?:your|a|his|her|their) message"
    r"|a (?:aimé|réagi .{1,40} à) (?:un|votre|ton|le) message"
    r"|(?:a )?réagi .{1,40} à (?:un|votre|ton) message"
    r"|hat (?:eine|deine) nachricht .{0,40}(?:markiert|reagiert)"
    r"|hat mit .{1,40} auf (?:eine|deine) nachricht reagiert"
    r"|gefällt eine nachricht"
    r"|vond een bericht leuk|heeft .{1,40} gereageerd op (?:je|jouw|een) bericht"
    r"|(?:le gustó|indicó que le gusta|ha indicado que le gusta) un mensaje|reaccionó .{1,40} a (?:tu|un) mensaje"
    r"|(?:curtiu|gostou de) uma mensagem|reagiu .{1,40} (?:à sua|a uma) mensagem"
    r"|ha messo (?:[\"'“«]?mi piace[\"'”»]?) a un messaggio|ha reagito .{1,40} (?:al tuo|a un) messaggio"
    r"|synes godt om en besked|gillade ett meddelande|likte en melding|tykkäsi viestistä"
    r"|polubił\(?a?\)? wiadomość|bir mesajı beğendi|menyukai pesan|понравилось сообщение"
    r"|メッセージに「?いいね|메시지를 좋아합니다)"
    r"[\s.!。]*",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:you missed (?:a|an|the) .{0,20}(?:call|chat)\b.{0,80}"
    r"|you (?:sent an attachment|joined the (?:video )?(?:call|chat)|created the group|left the group)"
    r"|you (?:named the group|added .{1,80} to the group|removed .{1,80} from the group"
    r"|changed the (?:group|chat) (?:photo|theme)|set (?:the|your) nickname|set the (?:emoji|quick reaction)"
    r"|are now connected on messenger|can now message and call each other)\b.{0,120}"
    r"|(?:missed|the) (?:voice|video|audio) (?:call|chat)(?: ended)?"
    r"|say hi to your new facebook friend.{0,80})"
    r"[.!]*",
    re.IGNORECASE,
)
_ABOUT_SENDER = re.compile(
    r"\s(?:named|added|removed|left|created|changed|set|sent|started|joined|pinned|unsent|missed|shared|wasn't|"
    r"reacted|liked|called|invited|poked|waved|turned)\b",
    re.IGNORECASE,
)


def is_placeholder(text: str, sender: str, *, attached: bool) -> bool:
    """Whether `text` was put there by the platform.

    `attached`: something else was sent with it, so that a short sentence naming its own sender announces
    that. Without, it has to begin with the sender's name of two words; after a name of one word only known
    verbs count, for "Lea here!" is what people write.
    """
    if _REACTION.fullmatch(text) or _OTHERS.fullmatch(text):
        return True
    if not sender or len(text) > len(sender) + _LONGEST or "\n" in text:
        return False
    if attached and " " in sender:
        return sender in text and len(text) > len(sender)
    rest = text.removeprefix(sender)
    if rest == text or not rest.startswith((" ", "\u00a0")):
        return False
    return attached or " " in sender or _ABOUT_SENDER.match(rest) is not None

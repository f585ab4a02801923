"""Whose account an Instagram or Threads export is: `personal_information.json`, else the export's own name.

The file's labels are in the account's language. E-mail address, telephone number and birthday stand in it
too; they are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ownvoice.core.records import AccountRecord, Author, Malformed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.meta_json import Labelled, iter_entries, labelled_values
from ownvoice.sources.reading.meta_tree import account_in_names

_USERNAME_LABELS = frozenset(
    {
        "username", "gebruikersnaam", "nom d'utilisateur", "benutzername", "nombre de usuario", "nome de usuário",
        "nome de utilizador", "nome utente", "brugernavn", "brukernavn", "användarnamn", "käyttäjänimi",
        "nazwa użytkownika", "kullanıcı adı", "uživatelské jméno", "felhasználónév", "nume de utilizator",
        "nama pengguna", "имя пользователя", "ユーザーネーム", "用户名", "用戶名稱", "사용자 이름",
    }
)  # fmt: skip
_NAME_LABELS = frozenset(
    {
        "name", "naam", "nom", "nombre", "nome", "navn", "namn", "nimi", "imię i nazwisko", "imię", "ad", "adı",
        "jméno", "név", "nume", "nama", "имя", "名前", "姓名", "名字", "이름",
    }
)  # fmt: skip
_PRIVATE_LABEL = re.compile(
    r"priv|prywat|soukrom|yksity|gizli|pribadi|приват|закрыт|非公開|私密|비공개", re.I
)
_NO = frozenset(
    {"false", "no", "0", "faux", "non", "falsch", "nein", "falso", "nee", "onwaar", "nej", "nei", "não", "nie",
     "hayır", "нет", "ложь", "いいえ", "否", "아니요", ""}
)  # fmt: skip
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,60}")
_OLD_EXPORT_NAME = re.compile(r"(?:^|/)([A-Za-z0-9._]{1,30})_20\d{6}(?:_part_\d{1,3})?(?:/|$)")


@dataclass(frozen=True, slots=True)
class Account:
    """The account as the export states it; `private` where only followers see its posts."""

    handle: str = ""
    name: str = ""
    private: bool = False

    def author(self) -> Author:
        """The account as the author of what it posted."""
        return Author(name=self.name, handle=self.handle)

    def record(self, platform: str) -> AccountRecord | None:
        """The account's record; None where nothing is known of it."""
        if not self.handle and not self.name:
            return None
        return AccountRecord(platform, handle=self.handle, name=self.name)


def is_handle(text: str) -> bool:
    """Whether the text could be a user name: letters, digits, dots and underscores, nothing else."""
    return _HANDLE.fullmatch(text) is not None


def read_account(archive: Archive, members: Iterable[Member], others: Iterable[Member]) -> Account:
    """The account that the profile files `members` state.

    `others` are files of the export that are read: the folder they are in may be named after the account.
    """
    handle = account_in_names(archive, "instagram", others) or _old_export_name(archive)
    for member in members:
        for element in iter_entries(archive, member):
            if isinstance(element, Malformed):
                break
            if isinstance(element.value, dict):
                found = _from_profile(element.value, handle)
                if found.handle or found.name:
                    return found
    return Account(handle)


def _old_export_name(archive: Archive) -> str:
    match = _OLD_EXPORT_NAME.search(archive.path.name.removesuffix(".zip"))
    return match.group(1) if match else ""


def _from_profile(entry: dict[str, object], handle: str) -> Account:
    username, name = entry.get("username"), entry.get("name")  # profile.json of 2018
    if isinstance(username, str):
        private = entry.get("private_account") is True
        return Account(username, name if isinstance(name, str) else "", private)
    labelled = labelled_values(entry)
    stated = _labelled(labelled, _USERNAME_LABELS)
    return Account(
        stated if is_handle(stated) else handle,
        _labelled(labelled, _NAME_LABELS),
        any(
            _PRIVATE_LABEL.search(field.label) and field.value.strip().casefold() not in _NO
            for field in labelled
        ),
    )


def _labelled(fields: list[Labelled], labels: frozenset[str]) -> str:
    return next(
        (field.value.strip() for field in fields if field.label.casefold().replace("’", "'") in labels), ""
    )

"""Children whom the authority was asked to forget: salted hashes, with the day and the reason.

The list says whom to leave out of facts and of later imports without saying who they are to somebody
who sees the list alone. (Whoever holds the whole folder could try out identifiers against it; the salt
only makes the hashes worthless elsewhere.) It does not remove anything: see `pipeline/build.py`.
"""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from stonechat.basics.problems import Where, refusal
from stonechat.store import files
from stonechat.store.folder import Folder


@dataclass(frozen=True, slots=True)
class ForgottenChild:
    """One child. `is_finished` is False while the removal has begun but not ended."""

    hash: str
    on: date
    reason: str
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The folder's list. Two folders have different salts, so their hashes cannot be compared."""

    salt: str
    children: tuple[ForgottenChild, ...] = ()

    def hash_of(self, person_id: str) -> str:
        """The child's hash under this folder's salt."""
        return hmac.new(bytes.fromhex(self.salt), person_id.encode(), hashlib.sha256).hexdigest()

    def is_forgotten(self, person_id: str) -> bool:
        """Whether the child is on the list."""
        return bool(self.children) and self.hash_of(person_id) in {child.hash for child in self.children}

    @property
    def unfinished(self) -> tuple[ForgottenChild, ...]:
        """Children whose removal was interrupted: `forget` must be run for them again."""
        return tuple(child for child in self.children if not child.is_finished)

    def adding(self, person_id: str, on: date, reason: str) -> "Forgotten":
        """The list with this child as not yet finished; unchanged if the child is on it."""
        if self.is_forgotten(person_id):
            return self
        child = ForgottenChild(self.hash_of(person_id), on, reason, is_finished=False)
        return replace(self, children=(*self.children, child))

    def finishing(self, person_id: str) -> "Forgotten":
        """The list with this child's removal marked as done."""
        hashed = self.hash_of(person_id)
        return replace(
            self,
            children=tuple(
                replace(child, is_finished=True) if child.hash == hashed else child for child in self.children
            ),
        )


def names_child(text: str, person_id: str) -> bool:
    """Whether the text holds the identifier, in capitals or not, and not merely as part of a longer word.

    What is kept for good must not, because forgetting the child would leave it there.
    """
    return re.search(rf"(?<![^\W_]){re.escape(person_id)}(?![^\W_])", text, re.IGNORECASE) is not None


def load(folder: Folder) -> Forgotten:
    """The folder's list; an empty one with a new salt if nobody has been forgotten here.

    Refused if it is damaged: without it a child that was forgotten could come back.
    """
    try:
        return _from_json(json.loads(folder.forgotten.read_bytes()))
    except FileNotFoundError:
        return Forgotten(salt=secrets.token_hex(32))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal(
            "The list of forgotten children is damaged.",
            "Restore this file from the folder's backup.",
            "forgotten_damaged",
            Where(file=str(folder.forgotten)),
        ) from None


def _from_json(stored: dict[str, Any]) -> Forgotten:
    bytes.fromhex(stored["salt"])  # a salt that is none would only be noticed when somebody is looked for
    children = tuple(
        ForgottenChild(**{**child, "on": date.fromisoformat(child["on"])}) for child in stored["children"]
    )
    return Forgotten(stored["salt"], children)


def save(folder: Folder, forgotten: Forgotten) -> None:
    """Replace the folder's list."""
    children = [{**asdict(child), "on": child.on.isoformat()} for child in forgotten.children]
    files.write_whole(folder.forgotten, files.to_json({"salt": forgotten.salt, "children": children}))

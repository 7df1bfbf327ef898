"""Why somebody opened a list of children, remembered for that one list and for a quarter of an hour.

It stands in the session, signed for one person and one list, so that sorting or reloading does not ask again
and another list does.
"""

import hashlib
from dataclasses import astuple, replace

from django.core.signing import BadSignature, TimestampSigner

from stonechat.app.children import Asked
from stonechat.web.guard import Request

SECONDS = 15 * 60
KEPT = "reasons"
MOST = 20
"""So many lists are remembered at most; the one opened longest ago goes."""


def remember_reason(request: Request, asked: Asked, reason: str) -> None:
    """Remember it for this list."""
    kept = request.session.get(KEPT, {})
    kept.pop(_list_of(asked), None)
    kept[_list_of(asked)] = _signer(request, asked).sign(reason)
    request.session[KEPT] = dict(list(kept.items())[-MOST:])


def reason_given(request: Request, asked: Asked) -> Asked:
    """The same question with the reason that was given for it, if one was, lately, by this person."""
    signed = request.session.get(KEPT, {}).get(_list_of(asked))
    if signed is None:
        return asked
    try:
        return replace(asked, reason=_signer(request, asked).unsign(signed, max_age=SECONDS))
    except BadSignature:
        return asked


def _list_of(asked: Asked) -> str:
    """Which list it is, in a few letters."""
    said = "\n".join(str(part) for part in astuple(replace(asked, reason="")))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _signer(request: Request, asked: Asked) -> TimestampSigner:
    return TimestampSigner(salt=f"list of children {request.viewer.username} {_list_of(asked)}")

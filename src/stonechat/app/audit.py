"""Looking into the read log: who looked at which children, and whether the log is whole."""

from stonechat.app.council import Council
from stonechat.store.chain import Verdict, parse_head


def reads(council: Council, person_id: str | None = None) -> list[dict[str, object]]:
    """Every read, oldest first, or only those that showed this child. One entry for each list shown."""
    return list(council.readlog.reads(person_id))


def verify_log(council: Council, anchor: str | None = None) -> Verdict:
    """Whether the log is whole. `anchor` is a head as this command prints it. Refused if it is not one."""
    return council.readlog.verify(parse_head(anchor) if anchor else None)

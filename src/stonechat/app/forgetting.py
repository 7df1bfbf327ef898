"""What people wrote about a child goes when the child is forgotten."""

from stonechat.app.council import Council
from stonechat.app.site import database, prepare
from stonechat.store.forgotten import names_child


def forget_marks(council: Council, person_id: str) -> int:
    """Remove every mark on the child's rows, and every one whose words name the child: how many went.

    Every draft goes too, uncounted: what somebody types is checked only when it is saved (`drafts.py`), and
    the child's names are gone by now. A folder without pages has none.
    """
    if not database(council.folder.root).exists():
        return 0
    prepare(council)
    from stonechat.records.models import DataError, Draft

    Draft.objects.all().delete()
    own = DataError.objects.filter(person_id=person_id).values_list("pk", flat=True)
    naming = (mark.pk for mark in DataError.objects.all() if names_child(mark.what, person_id))
    removed, _ = DataError.objects.filter(pk__in={*own, *naming}).delete()
    return int(removed)

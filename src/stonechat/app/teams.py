"""The teams that the returns know, for people who choose one."""

from stonechat.app.council import Council
from stonechat.app.figures import current_setting, names_of_categories
from stonechat.basics.problems import Refused
from stonechat.indicators.breakdowns import category_in_words


def teams_held(council: Council) -> list[tuple[str, str]]:
    """Number and name of each team, by name; none where nothing is held or no return names any."""
    try:
        setting = current_setting(council)
    except Refused:
        return []
    names = names_of_categories(council.folder, setting.snapshot, "team")
    found = [(team, category_in_words("team", team, names)) for team in names]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))

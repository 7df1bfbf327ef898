"""Made-up children and their families: who they are. What happens to them is in the other modules."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stonechat.basics.dates import add_months, completed_years
from stonechat.sources.cin_census.rules.child import CHECK_LETTERS
from stonechat.synthetic import rates
from stonechat.synthetic.chance import happens, within
from stonechat.synthetic.scale import AUTHORITY

_SCHOOL_AGE = 5
_AREAS = 12
_POSTCODE_LETTERS = "ABDEFGHJLN"


@dataclass(frozen=True, slots=True)
class Child:
    """One made-up child. `born` may be after the referral: a record made before it has an expected date."""

    person_id: str
    family_id: str
    number: int
    sex: str
    born: date
    ethnicity: str
    disabilities: tuple[str, ...]
    home: str
    own_child_born: date | None = None
    is_unaccompanied: bool = False

    def birthday(self, age: int) -> date:
        """The day on which the child becomes that old; born on 29 February: 1 March in other years."""
        day = add_months(self.born, age * 12)
        return day if day.day == self.born.day else day + timedelta(days=1)

    @property
    def grown_up(self) -> date:
        """The 18th birthday."""
        return self.birthday(18)

    def age(self, on: date) -> int:
        """Completed years; -1 before birth."""
        return completed_years(self.born, on)

    def pupil_number(self, on: date) -> str | None:
        """The unique pupil number, for one who has been to a school in England by that day."""
        if self.is_unaccompanied or self.age(on) < _SCHOOL_AGE:
            return None
        figures = f"{AUTHORITY}{self.number:08d}0"
        total = sum(place * int(figure) for place, figure in enumerate(figures, start=2))
        return CHECK_LETTERS[total % len(CHECK_LETTERS)] + figures

    def no_pupil_number(self, on: date) -> str | None:
        """Why there is none; None if there is one."""
        if self.pupil_number(on) is not None:
            return None
        return "UN3" if self.is_unaccompanied else "UN1"


@dataclass(frozen=True, slots=True)
class Family:
    """Brothers and sisters. `area` (0 to 11) says which teams work with them."""

    family_id: str
    area: int
    children: tuple[Child, ...]


def family(chance: Random, number: int, first_seen: date, *, disabled: bool = False) -> Family:
    """A family met on that day. `number` is the family's own; children take four numbers from it."""
    family_id, area = f"FAM{number:06d}", within(chance, (0, _AREAS - 1))
    ethnicity, home = rates.ETHNICITIES.draw(chance), postcode(chance, area)
    size = 1 if disabled else rates.FAMILY_SIZES.draw(chance)
    children: list[Child] = []
    for place in range(size):
        born = _born(chance, first_seen, children[0].born if children else None)
        kinds = rates.LASTING_DISABILITIES if disabled else rates.DISABILITIES
        sex = rates.SEXES.draw(chance)
        children.append(
            Child(
                person_id=f"SYN{number * 4 + place:07d}",
                family_id=family_id,
                number=number * 4 + place,
                sex=sex,
                born=born,
                ethnicity=ethnicity,
                disabilities=kinds.draw(chance) if born <= first_seen else (),
                home=home,
                own_child_born=_own_child(chance, sex, born),
            )
        )
    return Family(family_id, area, tuple(children))


def unaccompanied_child(chance: Random, number: int, arrived: date) -> Child:
    """A child who came alone, 15 to 17 years old."""
    return Child(
        person_id=f"SYN{number * 4:07d}",
        family_id=f"FAM{number:06d}",
        number=number * 4,
        sex="M" if happens(chance, 0.93) else "F",
        born=arrived - timedelta(days=within(chance, (15 * 366, 17 * 365 + 250))),
        ethnicity="OOTH",
        disabilities=(),
        home="",
        is_unaccompanied=True,
    )


def postcode(chance: Random, area: int) -> str:
    """A postcode that there is not: no place in the United Kingdom begins with ZZ and these numbers."""
    first, last = (_POSTCODE_LETTERS[within(chance, (0, 9))] for _ in range(2))
    return f"ZZ{area + 1} {within(chance, (1, 9))}{first}{last}"


def _born(chance: Random, first_seen: date, eldest: date | None) -> date:
    if eldest is None:
        if happens(chance, rates.UNBORN):
            return first_seen + timedelta(days=within(chance, (20, 150)))
        years = within(chance, rates.AGES.draw(chance))
        return first_seen - timedelta(days=years * 365 + within(chance, (1, 364)))
    apart = within(chance, (330, 2_400)) * (1 if happens(chance, 0.5) else -1)
    youngest, oldest = first_seen - timedelta(days=2), first_seen - timedelta(days=17 * 365)
    return min(max(eldest + timedelta(days=apart), oldest), youngest)


def _own_child(chance: Random, sex: str, born: date) -> date | None:
    if sex == "M" or not happens(chance, rates.YOUNG_MOTHER):
        return None
    return born + timedelta(days=within(chance, (16 * 365, 17 * 365 + 300)))

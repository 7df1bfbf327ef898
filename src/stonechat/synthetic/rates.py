"""How often and for how long: England's published shares for the year to 31 March 2025, as data.

Children in need statistics (tables B2 to B5, C1 to C4, D1 to D7) and children looked after statistics,
rounded; where nothing is published the figure is an assumption and says so. Nothing is learnt from a
real child. A test recomputes the main rates from what was made.

Next: `chance.py` draws from these; `lives.py` strings the events together.
"""

from stonechat.synthetic.chance import Band, Shares

# ---------------------------------------------------------------- demand, for a median authority

FAMILIES_A_YEAR = 1_265.0
"""Families referred for the first time; with those who come back about 3,246 children are referred."""
UNACCOMPANIED_A_YEAR = 24.0
CONTACTS_WITHOUT_REFERRAL_A_YEAR = 11_200.0
MONTHS = dict(enumerate((1.02, 0.98, 1.10, 0.92, 1.04, 1.08, 1.05, 0.82, 0.97, 1.05, 1.08, 0.89), start=1))
"""Demand of a month against the average one (assumption; low in August and December)."""
WEEKDAYS = (1.15, 1.08, 1.02, 0.98, 0.92)

FAMILY_SIZES = Shares({1: 55, 2: 28, 3: 12, 4: 5})  # assumption
SEXES = Shares({"M": 51, "F": 49})
ETHNICITIES = Shares(
    {
        "WBRI": 62,
        "WOTH": 7,
        "WROM": 1,
        "MWBC": 4,
        "MWBA": 2,
        "MWAS": 2,
        "MOTH": 3,
        "AIND": 2,
        "APKN": 4,
        "ABAN": 2,
        "AOTH": 2,
        "BCRB": 2,
        "BAFR": 5,
        "BOTH": 1,
        "OOTH": 2,
        "REFU": 1,
        "NOBT": 4,
    }
)
AGES = Shares({(0, 0): 11, (1, 4): 21, (5, 9): 26, (10, 15): 34, (16, 16): 11})
"""Age of the first child of a family at its first referral."""
DISABILITIES = Shares({(): 18, ("NONE",): 70, ("LD",): 5, ("AUT", "BEH"): 5, ("MOB",): 2})
LASTING_DISABILITIES = Shares({("AUT", "LD"): 45, ("MOB", "PC"): 20, ("LD",): 15, ("COMM", "AUT", "BEH"): 20})
UNBORN = 0.015

# ---------------------------------------------------------------- front door

SOURCES = Shares(
    {
        "6": 28.3,
        "2A": 18.6,
        "2B": 2.0,
        "3A": 2.5,
        "3B": 3.5,
        "3C": 1.0,
        "3D": 2.5,
        "3E": 3.7,
        "3F": 2.0,
        "4": 2.0,
        "5A": 4.0,
        "5B": 3.0,
        "5C": 4.0,
        "5D": 5.0,
        "1A": 4.5,
        "1B": 1.0,
        "1C": 1.0,
        "1D": 1.5,
        "7": 3.0,
        "8": 4.5,
        "9": 1.5,
        "10": 0.9,
    }
)
NEEDS = Shares({"N1": 57, "N2": 5, "N3": 5, "N4": 10, "N5": 16, "N6": 4, "N8": 2, "N7": 1})
PATHS = Shares({"no further action": 6.5, "not in need": 32.0, "in need": 61.5})
SOURCE_NOT_RECORDED = 0.02
OPEN_AFTER_18 = 0.1  # of cases that growing up should have ended
"""Faults of recording that a return may hold (requirements D5): read whole, and told as problems."""
TO_EARLY_HELP = 0.3  # of those found not in need
COMES_BACK = 0.325
COMES_BACK_TO_EARLY_CLOSERS = 0.72
DAYS_TO_COME_BACK = 190.0

CONTACT_OUTCOMES = Shares({"ADVICE": 52, "EARLY_HELP": 13, "NFA": 35})
EARLY_HELP_DAYS = Shares({(30, 90): 35, (91, 180): 40, (181, 365): 25})
EARLY_HELP_ENDS = Shares({"Needs met": 68, "Family withdrew": 22, "Moved": 10})
STEPPED_UP, STEPPED_UP_DAYS = 0.1, (60, 300)
"""Of families referred for the first time: those helped early until then (assumption), and for how long."""
EARLY_HELP_PROVIDERS = Shares({"Family hubs": 45, "Schools partnership": 30, "Voluntary sector": 25})

# ---------------------------------------------------------------- assessments

Bands = dict[Band, float]
ASSESSMENT_BANDS: Bands = {
    (0, 0): 1.8,
    (1, 10): 11.6,
    (11, 20): 17.3,
    (21, 30): 15.8,
    (31, 40): 20.2,
    (41, 45): 18.9,
    (46, 50): 5.8,
    (51, 60): 4.3,
    (61, 75): 4.2,
}
"""Working days of an assessment (table C2); the heap just below the limit is a property to keep."""
ASSESSMENT_STARTS = Shares({0: 78, 1: 15, 2: 4, 5: 2, 12: 1})
"""Working days from referral to start (assumption)."""
CROWDED = 0.25
"""Share of assessments that end on day 41 to 45 in the two crowded teams; the third team has the rest."""
FACTORS = Shares(
    {
        "4B": 33.5,
        "3B": 31.7,
        "17A": 19.0,
        "16A": 17.6,
        "4A": 17.6,
        "1B": 14.3,
        "2B": 14.1,
        "5A": 12.3,
        "18C": 12.0,
        "3A": 11.3,
        "15A": 6,
        "14A": 5,
        "11A": 3,
    }
)
FACTORS_FOUND = Shares({1: 30, 2: 32, 3: 26, 4: 12})

# ---------------------------------------------------------------- help and protection

ENQUIRY_EARLY = 0.49  # of families in need, within ten working days
LATER_ENQUIRIES_A_YEAR = 0.33  # for each open episode
CONFERENCE_AFTER_ENQUIRY = 0.295
CONFERENCE_WITH_EARLIER_PLAN = 0.40
PLAN_AFTER_CONFERENCE = 0.86
TRANSFERRED_IN = 0.004  # of families in need: a conference without an enquiry
CONFERENCE_BANDS = Shares({(3, 10): 8.7, (11, 15): 72.7, (16, 20): 8.9, (21, 32): 9.7})
PLAN_DAYS = Shares({(40, 91): 7, (92, 182): 25, (183, 365): 43, (366, 730): 21, (731, 1_100): 4})
CATEGORIES = Shares({"NEG": 50, "EMO": 37, "PHY": 7, "SAB": 3, "MUL": 3})
EARLIER_PLANS = Shares({0: 86, 1: 10.5, 2: 3.5})
"""Plans before those that are made up here."""
REVIEW_ON_TIME = 0.95
QUORATE = 0.94
STEP_DOWN_DAYS = (25, 130)
HELP_DAYS = Shares({(8, 89): 57, (92, 181): 14.5, (184, 364): 13, (368, 729): 8, (735, 3_000): 7.5})
LONG_HELP, LONG_HELP_DAYS = 0.075, (735, 3_000)
"""The last of these bands and its share: of courses of long ago it is the only one that can still last."""
HELP_DAYS_OF_EARLY_CLOSERS = Shares({(8, 89): 86, (92, 181): 6, (184, 364): 5, (368, 729): 3})
NEED_PLAN = 0.75  # of families helped for longer than six weeks
CLOSURES = Shares({"RC7": 88, "RC3": 4, "RC5": 6, "RC4": 2})
DISABLED = 0.03  # of families
DIES = 0.0008  # of children helped, while their case is open (assumption; there are few)
SHORT_BREAKS = 0.25  # of disabled children
VISIT_GAPS = {"need": (18, 40), "protection": (7, 19), "care": (25, 50), "disabled": (60, 95)}
"""Days between visits."""
VISIT_LATE = 0.1
SEEN, SEEN_ALONE, BEDROOM = 0.94, 0.6, 0.45

PRE_PROCEEDINGS_BEFORE_CARE, PRE_PROCEEDINGS_TO_CARE = (60, 190), 0.6
PRE_PROCEEDINGS_BESIDE_A_PLAN = 0.09
PRE_PROCEEDINGS_DAYS = Shares({(45, 84): 30, (85, 112): 30, (113, 180): 25, (181, 330): 15})
FAMILY_MEETING_OFFERED, FAMILY_MEETING_HELD = 0.8, 0.6
"""Days, shares and meetings before proceedings (all assumptions)."""

EHC_PLAN, EHC_PLAN_DISABLED = 0.17, 0.75
"""Of children known who reach school age: with an EHC plan or a request for one; England about a quarter."""
EHC_REFUSED, EHC_LATE = 0.2, 0.5
EHC_NEEDS = Shares({"ASD": 33, "SEMH": 24, "SLCN": 20, "MLD": 9, "SLD": 6, "PD": 4, "SPLD": 3, "HI": 1})

# ---------------------------------------------------------------- looked after

INTO_CARE = {-1: 0.5, 0: 0.25, 1: 0.03, 5: 0.06, 10: 0.072, 16: 0.09}
"""Of families in need, by the age of the first child (from that age on; -1: not yet born)."""
SOON, BABY_SOON = 0.35, 0.85
DAYS_INTO_CARE = {True: (0, 10), False: (25, 420)}
"""Days from referral to care, for those who come soon and for the others."""
SIBLING_TOO = 0.72
FIRST_STATUS = Shares({"V2": 55, "L1": 14, "L2": 4, "C1": 27})
WAY_OUT = {
    0: Shares({"adopted": 36, "guardian": 26, "home": 20, "arrangements": 5, "stays": 4, "other": 9}),
    1: Shares({"adopted": 16, "guardian": 25, "home": 24, "arrangements": 5, "stays": 14, "other": 16}),
    5: Shares({"adopted": 1, "guardian": 16, "home": 26, "arrangements": 4, "stays": 38, "other": 15}),
    10: Shares({"guardian": 3, "home": 24, "arrangements": 2, "stays": 54, "other": 17}),
    16: Shares({"home": 12, "stays": 74, "other": 14}),
}
"""How a period of care ends, by age at its start (from that age on); `stays`: until the 18th birthday."""
CARE_DAYS = {
    "home": Shares({(4, 30): 25, (31, 180): 35, (181, 500): 30, (501, 1_000): 10}),
    "guardian": Shares({(150, 300): 25, (301, 550): 50, (551, 1_000): 25}),
    "arrangements": Shares({(120, 300): 50, (301, 700): 50}),
    "other": Shares({(10, 120): 35, (121, 500): 35, (501, 1_200): 30}),
}
HOME_UNPLANNED = 0.16
BACK_INTO_CARE = 0.12
OTHER_ENDS = Shares({"E8": 54, "E3": 25, "E13": 19, "E2": 2})
ADULT_ENDS = Shares({"E5": 40, "E17": 25, "E8": 15, "E6": 10, "E7": 10})
GUARDIANS = Shares({"E45": 55, "E47": 20, "E46": 15, "E48": 10})
PLACES = {
    0: Shares({"U6": 48, "U3": 22, "R3": 9, "P1": 16, "U5": 5}),
    1: Shares({"U6": 54, "U3": 22, "U4": 8, "P1": 16}),
    5: Shares({"U6": 36, "U4": 25, "U3": 15, "K2": 9, "P1": 15}),
    10: Shares({"U6": 34, "U4": 25, "U3": 8, "U1": 3, "K2": 22, "K1": 1, "P1": 9, "S1": 3}),
    16: Shares({"U6": 20, "U4": 10, "K3": 50, "K2": 14, "P1": 5, "R1": 3}),
}
"""Kind of placement, by age at its start (from that age on)."""
MOVES_EARLY = 0.45
MOVES_AT_16 = 0.35
DAYS_BETWEEN_MOVES = Shares({3_000.0: 85, 170.0: 15})
"""Mean days between moves, drawn for each child: most settle, some move on and on (assumption)."""
MOVE_REASONS = Shares(
    {"CARPL": 55, "CREQB": 14, "CREQO": 8, "CHILD": 6, "LAREQ": 7, "CLOSE": 5, "STAND": 2, "OTHER": 3}
)
FOSTER_PROVIDERS = Shares({"PR1": 58, "PR4": 37, "PR5": 5})
HOME_PROVIDERS = Shares({"PR4": 82, "PR1": 13, "PR5": 5})
MILES = Shares({(1, 4): 38, (5, 9): 22, (10, 19): 22, (20, 49): 12, (50, 180): 6})
PARTICIPATION = Shares({"PN1": 52, "PN2": 4, "PN3": 3, "PN4": 4, "PN5": 7, "PN6": 25, "PN7": 5})
CARE_REVIEW_LATE = 0.06
GOES_MISSING = Shares({0: 68, 1: 10, 2: 6, 4: 7, 9: 6, 18: 3})
"""Times away in a year of a looked-after child aged 11 or more."""
AWAY_WITHOUT_LEAVE = 0.2
DAYS_AWAY = Shares({(0, 0): 45, (1, 1): 35, (2, 4): 15, (5, 20): 5})
INTERVIEW_OFFERED, INTERVIEW_ACCEPTED = 0.88, 0.55
SDQ_DONE = 0.78
SDQ_REASONS = Shares({"SDQ2": 30, "SDQ5": 30, "SDQ3": 15, "SDQ4": 25})
SDQ_SCORES = Shares({(0, 8): 24, (9, 13): 21, (14, 16): 13, (17, 24): 29, (25, 36): 13})
HEALTH_ASSESSED, IMMUNISED, DENTIST, DEVELOPED = 0.90, 0.84, 0.81, 0.88
CONVICTED, MISUSES_SUBSTANCE, HELP_RECEIVED = 0.02, 0.03, 0.5
YOUNG_MOTHER = 0.03
ADOPTION_DAYS = {"decided": (130, 420), "matched": (90, 500), "placed": (10, 60), "ordered": (180, 380)}
"""Days of each stage after the one before: entry, decision, match, placement, order."""
DECISION_REVERSED = 0.06
ADOPTERS = Shares(
    {
        (2, "MF", "L11"): 62,
        (2, "MF", "L3"): 10,
        (1, "F1", "L0"): 13,
        (2, "MM", "L12"): 8,
        (2, "FF", "L12"): 6,
        (1, "M1", "L0"): 1,
    }
)
CARER_ADOPTS = 0.14

# ---------------------------------------------------------------- care leavers

IN_TOUCH = Shares({"YES": 93, "NO": 4, "REFU": 3})
ACTIVITIES = {
    17: Shares({"F2": 46, "P2": 2, "F4": 5, "F5": 9, "P5": 3, "G4": 6, "G5": 22, "G6": 2, "0": 5}),
    19: Shares({"F1": 6, "F2": 19, "P2": 2, "F4": 2, "F5": 20, "P5": 5, "G4": 9, "G5": 27, "G6": 4, "0": 6}),
}
ACCOMMODATIONS = {
    17: Shares({"D1": 40, "Z1": 16, "B1": 20, "E1": 6, "U1": 10, "D2": 2, "S2": 1, "X2": 1, "0": 4}),
    19: Shares({"U1": 42, "B1": 13, "D1": 17, "Z1": 10, "E1": 4, "Y1": 3, "S2": 1, "X2": 3, "V2": 1, "0": 6}),
}

# ---------------------------------------------------------------- workers

CASES_A_WORKER = 15.0
LEAVES_A_DAY = {False: 0.012 / 30.4, True: 0.10 / 30.4}
"""Chance to leave on a day, for permanent and for agency workers."""
AGENCY = 0.13
WEEKS_TO_FILL = (4, 26)
CHANGE_REASONS = Shares({"MANAGE": 45, "TSPROC": 20, "ABSENC": 20, "CHCHAN": 5, "PCCHAN": 5, "OTHERS": 5})

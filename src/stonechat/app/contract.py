"""The JSON that others may rely on. `docs/reference/json.md` is its page; `CONTRACT` is its version.

A key here is a promise: it is added, never renamed or removed, without a new version. Only shapes are
made here; what is in them comes from the use cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from stonechat.analysis.judged import Signal
from stonechat.analysis.series import Series
from stonechat.app.reports import (
    Benchmark,
    BenchmarkMeasure,
    CatalogueCheck,
    Children,
    Demo,
    Explained,
    Exported,
    FileReport,
    Health,
    History,
    ImportOutcome,
    Judgement,
    Listed,
    Published,
    Reconciliation,
    Scorecard,
    Signals,
    Valued,
)
from stonechat.basics.problems import Problem
from stonechat.indicators.catalogue import Catalogue
from stonechat.sources.reading import Account, Release
from stonechat.store.chain import Verdict

CONTRACT = 1

Json = dict[str, Any]


def problem_json(problem: Problem) -> Json:
    """One problem. `row` is the line in the file; `sheet` a table, sheet or element path."""
    return {
        "severity": str(problem.severity),
        "rule": problem.rule,
        "sheet": problem.where.sheet,
        "row": problem.where.row,
        "column": problem.where.column,
        "what": problem.what,
        "fix": problem.fix,
    }


def _accounts_json(accounts: Mapping[str, Account]) -> Json:
    return {
        table: {"read": books.read, "loaded": books.loaded, "rejected": books.rejected}
        for table, books in accounts.items()
    }


def file_json(report: FileReport) -> Json:
    """One file that was checked or imported."""
    heading = report.heading
    return {
        "file": report.file,
        "format": report.format,
        "year": heading.year if heading else None,
        "authority": heading.authority if heading else None,
        "release": release_json(report.release) if report.release else None,
        "accepted": report.is_accepted,
        "tables": _accounts_json(report.accounts),
        "problems": [problem_json(problem) for problem in report.problems],
        "problems_not_listed": dict(report.not_listed),
    }


def release_json(release: Release) -> Json:
    """What a file of published figures says of itself."""
    return {
        "table": release.table,
        "title": release.title,
        "publication": release.publication,
        "first": release.first,
        "last": release.last,
    }


def check_json(reports: Sequence[FileReport]) -> Json:
    """`check --json`."""
    return {"contract": CONTRACT, "files": [file_json(report) for report in reports]}


def import_json(outcome: ImportOutcome) -> Json:
    """`import --json`: as `check`, with the return made of each file and the snapshot now current.

    The outer `return` is the return of the last file that was accepted, None if none was.
    """
    files = [
        {
            **file_json(report),
            "return": report.return_id,
            "published": report.release_id,
            "snapshot": outcome.snapshot,
        }
        for report in outcome.files
    ]
    kept = [report.return_id for report in outcome.files if report.return_id]
    return {
        "contract": CONTRACT,
        "files": files,
        "return": kept[-1] if kept else None,
        "snapshot": outcome.snapshot,
        "notices": [problem_json(notice) for notice in outcome.notices],
    }


def published_json(published: Published) -> Json:
    """`undo`, `build`, `rollback` and `forget`."""
    return {
        "contract": CONTRACT,
        "snapshot": published.snapshot,
        "returns": list(published.returns),
        "notices": [problem_json(notice) for notice in published.notices],
    }


def catalogue_json(catalogue: Catalogue) -> list[Json]:
    """`indicators list --json`: one entry for each indicator, in the catalogue's order."""
    return [
        {
            "id": indicator.id,
            "title": indicator.title,
            "question": indicator.question,
            "kind": str(indicator.kind),
            "role": indicator.role,
            "unit": str(indicator.unit),
            "quadrant": indicator.quadrant,
            "perspective": indicator.perspective,
            "theme": indicator.theme,
            "better": indicator.better,
            "status": str(indicator.source.status),
            "measures": [measure.name for measure in indicator.latest.measures],
            "breakdowns": list(indicator.breakdowns),
            "local": indicator.is_local,
        }
        for indicator in catalogue
    ]


def values_json(valued: Valued) -> Json:
    """`indicators value --json`."""
    return {
        "contract": CONTRACT,
        "indicator": valued.indicator.id,
        "period": valued.period.label,
        "snapshot": valued.snapshot,
        "catalogue": valued.catalogue,
        "engine": valued.engine,
        "names": dict(valued.names),
        "values": [value.to_json() for value in valued.values],
    }


def exported_json(exported: Exported) -> Json:
    """`export ssd --json`."""
    return {
        "contract": CONTRACT,
        "folder": exported.folder,
        "form": exported.form,
        "snapshot": exported.snapshot,
        "tables": dict(exported.tables),
        "left_out": dict(exported.left_out),
        "cells_left_out": dict(exported.cells_left_out),
    }


def children_json(children: Children) -> Json:
    """`indicators children --json`: `count` rows, each with every column of the drill list."""
    return {
        "contract": CONTRACT,
        "indicator": children.indicator,
        "period": children.period,
        "measure": children.measure,
        "part": children.part,
        "breakdown": children.breakdown,
        "category": children.category,
        "snapshot": children.snapshot,
        "count": len(children.rows),
        "rows": [{name: _plain(cell) for name, cell in row.items()} for row in children.rows],
    }


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str | int | bool) else str(cell)


def explained_json(explained: Explained) -> Json:
    """`indicators explain --json`: one entry for each count that the value is made of."""
    return {
        **values_json(explained.valued),
        "definition": explained.definition,
        "source": {
            name: part and str(part) for name, part in asdict(explained.valued.indicator.source).items()
        },
        "parameters": [asdict(parameter) for parameter in explained.parameters],
        "population": explained.population,
        "counts": [
            {
                "measure": count.measure,
                "part": count.part,
                "steps": [list(step) for step in count.steps],
                "sql": count.sql,
            }
            for count in explained.counts
        ],
    }


def catalogue_check_json(checked: CatalogueCheck) -> Json:
    """`indicators check --json`."""
    return {
        "contract": CONTRACT,
        "indicators": checked.indicators,
        "examples": checked.examples,
        "engines": list(checked.engines),
        "problems": [problem_json(problem) for problem in checked.problems],
    }


def history_json(history: History) -> Json:
    """`indicators show --json`."""
    return {
        "contract": CONTRACT,
        "id": history.indicator.id,
        "title": history.indicator.title,
        "definition": list(history.definition),
        "snapshot": history.snapshot,
        "catalogue": history.catalogue,
        "periods": [
            {"period": period.label, "values": [value.to_json() for value in values]}
            for period, values in history.values
        ],
        "judgements": [judgement_json(judgement) for judgement in history.judgements],
    }


def signals_json(signals: Signals) -> Json:
    """What a page raises, the strongest first."""
    return {
        "contract": CONTRACT,
        "snapshot": signals.snapshot,
        "catalogue": signals.catalogue,
        "looked_at": signals.looked_at,
        "with_signal": signals.with_signal,
        "raised": [
            {
                "indicator": each.indicator.id,
                "since": each.since.label,
                "size": round(each.raised.size, 6),
                "duration": each.raised.duration,
                "chance": round(each.raised.chance, 6),
                **judgement_json(each.judgement),
            }
            for each in signals.raised
        ],
    }


def judgement_json(judgement: Judgement) -> Json:
    """What one measure says over time. Levels are those of the last point, unclipped."""
    judged = judgement.judged
    series, last = judged.series, judged.last
    return {
        "measure": judgement.measure,
        "title": series.title,
        "team": judgement.team,
        "scope": series.scope,
        "first": series.points[0].period.label if series.points else None,
        "last": last.point.period.label if last else None,
        "chart": str(judged.chart),
        "why": judged.why,
        "sentence": judgement.sentence,
        "description": judgement.description,
        "variation": str(judged.variation),
        "side": str(judged.side) if judged.side else None,
        "centre": last.centre if last else None,
        "lower": last.lower if last else None,
        "upper": last.upper if last else None,
        "target": judged.target.value if judged.target else None,
        "assurance": str(judged.assurance) if judged.assurance else None,
        "signals": [_signal_json(series, signal) for signal in judged.signals],
        "warnings": list(judged.warnings),
        "outlook": judgement.outlook,
        "noted": list(judgement.noted),
    }


def _signal_json(series: Series, signal: Signal) -> Json:
    return {
        "rule": str(signal.rule),
        "side": str(signal.side),
        "first": series.points[signal.first].period.label,
        "last": series.points[signal.last].period.label,
    }


def scorecard_json(card: Scorecard) -> Json:
    """`indicators scorecard --json`."""
    sections = [
        {
            "title": section.title,
            "rows": [
                {
                    "indicator": row.indicator.id,
                    "title": row.title,
                    "now": row.now.to_json(),
                    "before": row.before.to_json(),
                    "history": [value.to_json() for value in row.history],
                }
                for row in section.rows
            ],
        }
        for section in card.sections
    ]
    return {
        "contract": CONTRACT,
        "title": card.title,
        "period": card.period.label,
        "before": card.before.label,
        "snapshot": card.snapshot,
        "catalogue": card.catalogue,
        "sections": sections,
    }


def benchmark_json(found: Benchmark) -> Json:
    """`indicators benchmark --json`."""
    return {
        "contract": CONTRACT,
        "indicator": found.indicator.id,
        "authority": found.authority,
        "neighbours_of": found.neighbours_of,
        "model_year": found.model_year,
        "snapshot": found.snapshot,
        "catalogue": found.catalogue,
        "measures": [_benchmark_measure_json(each) for each in found.measures],
        "notices": [problem_json(notice) for notice in found.notices],
    }


def _benchmark_measure_json(each: BenchmarkMeasure) -> Json:
    against = each.against
    return {
        "measure": each.measure,
        "title": each.title,
        "unit": str(each.unit),
        "release": {"id": each.release_id, **release_json(each.release)},
        "worked_out": each.is_worked_out,
        "differs": each.differs,
        "ours": [
            {"period": period, **(value.to_json() if value else {"value": None})}
            for period, value in zip(each.periods, each.ours, strict=True)
        ],
        "places": [
            {
                "role": str(place.role),
                "code": place.code,
                "name": place.name,
                "position": place.position,
                "closeness": place.closeness or None,
                "values": [
                    {
                        "period": cell.period,
                        "value": _number(cell.value),
                        "symbol": cell.symbol,
                        "note": cell.note,
                    }
                    for cell in place.cells
                ],
            }
            for place in each.places
        ],
        "middle_half": {
            "compared": against.compared,
            "lower": _number(against.lower),
            "middle": _number(against.middle),
            "upper": _number(against.upper),
            "ours": str(against.half) if against.half else None,
        }
        if against
        else None,
        "words": list(each.words),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def demo_json(demo: Demo) -> Json:
    """`demo --json`."""
    return {
        "contract": CONTRACT,
        "import": import_json(demo.imported),
        "scorecard": scorecard_json(demo.scorecard),
    }


def people_json(people: Sequence[Listed]) -> Json:
    """`user list --json`: everybody, by name, with their roles in words."""
    return {"contract": CONTRACT, "people": [_person_json(one) for one in people]}


def _person_json(one: Listed) -> Json:
    last = one.last_sign_in
    return {**asdict(one), "last_sign_in": last.isoformat(timespec="seconds") if last else None}


def verdict_json(verdict: Verdict) -> Json:
    """`audit --verify --json`."""
    return {
        "contract": CONTRACT,
        "whole": not verdict.faults,
        "head": str(verdict.head),
        "entries": verdict.head.number,
        "faults": list(verdict.faults),
    }


def reconciliation_json(found: Reconciliation) -> Json:
    """`reconcile --json`: what the sources hold of each table and year."""
    return {
        "contract": CONTRACT,
        "snapshot": found.snapshot,
        "compared": [{**asdict(one), "moves": one.moves} for one in found.compared],
        "questions": [problem_json(problem) for problem in found.questions],
    }


def health_json(health: Health) -> Json:
    """`doctor --json`: what is held, and whether it is sound."""
    return {
        "contract": CONTRACT,
        "authority": health.authority,
        "snapshot": health.snapshot,
        "catalogue": health.catalogue,
        "returns": [asdict(held) for held in health.returns],
        "published": [asdict(held) for held in health.published],
        "windows": {
            source: [{"first": first.isoformat(), "last": last.isoformat()} for first, last in intervals]
            for source, intervals in health.windows.items()
        },
        "periods": {"years": list(health.years), "months": list(health.months)},
        "rows": dict(health.rows),
        "population_years": list(health.population_years),
        "faults": list(health.faults),
        "notices": list(health.notices),
    }

"""Beside the statistical neighbours: several indicators on strips, and one in full."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from stonechat.app.benchmark_page import SCORECARD, benchmark_page, indicator_benchmark
from stonechat.app.benchmark_tables import indicator_table, page_table
from stonechat.app.council import london_now
from stonechat.app.permissions import Permission
from stonechat.app.tables import Form, TableToDownload, download
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs
from stonechat.web.presenters import benchmark as presenter


@needs(Permission.READ_FIGURES)
@require_GET
def benchmark(request: Request) -> HttpResponse:
    """A strip for each indicator of a theme."""
    found = benchmark_page(request.council, request.viewer, _theme(request), *_when(request))
    return render(request, "benchmark/page.html", presenter.page(found))


@needs(Permission.READ_FIGURES)
@require_GET
def benchmark_one(request: Request, indicator_id: str) -> HttpResponse:
    """One indicator over the years, its neighbours in published order, and the funnel of all authorities."""
    found = indicator_benchmark(request.council, request.viewer, indicator_id, *_when(request))
    return render(request, "benchmark/one.html", presenter.one(found))


@needs(Permission.READ_FIGURES)
@require_GET
def benchmark_file(request: Request, form: str) -> HttpResponse:
    """The strips' figures as CSV or Excel."""
    found = benchmark_page(request.council, request.viewer, _theme(request), *_when(request))
    return _file(page_table(request.council, found, request.viewer, london_now()), form)


@needs(Permission.READ_FIGURES)
@require_GET
def benchmark_one_file(request: Request, indicator_id: str, form: str) -> HttpResponse:
    """Every year of one indicator as CSV or Excel."""
    found = indicator_benchmark(request.council, request.viewer, indicator_id, *_when(request))
    return _file(indicator_table(request.council, found, request.viewer, london_now()), form)


def _file(table: TableToDownload, form: str) -> HttpResponse:
    return as_file(download(table, Form(form)))


def _theme(request: Request) -> str:
    return request.GET.get("theme", "").strip() or SCORECARD


def _when(request: Request) -> tuple[str | None, str | None]:
    """The year and the neighbours model asked for."""
    year, model = (request.GET.get(name, "").strip() or None for name in ("year", "model"))
    return year, model

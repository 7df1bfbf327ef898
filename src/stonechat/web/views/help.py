"""Help: how numbers are made, what stands where there is none, and how far these pages are accessible."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stonechat.app.how_made import how_made, reasons, signs
from stonechat.web.guard import Request, public, signed_in


@signed_in
def numbers(request: Request) -> HttpResponse:
    """From a file to a figure, in a page of words."""
    return render(request, "help/numbers.html", {"made": how_made(request.council)})


@signed_in
def symbols(request: Request) -> HttpResponse:
    """What stands in place of a number."""
    return render(request, "help/symbols.html", {"reasons": reasons(), "signs": signs()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom these pages were made usable, how that is tested, and what is not known."""
    return render(request, "help/accessibility.html")

"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render

from stonechat.web.guard import Request, signed_in


@signed_in
def home(request: Request) -> HttpResponse:
    """What changed, and what waits for whoever asks."""
    return render(request, "home.html")

"""What is answered when there is no page, or none for whoever asks."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from stonechat.web.guard import public
from stonechat.web.middleware import mistake as told


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The request is not well formed, or larger than allowed."""
    return render(request, "400.html", status=400)


@public
def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Whoever asks may not."""
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """There is no such page."""
    return render(request, "404.html", status=404)


@public
def mistake(request: HttpRequest) -> HttpResponseBase:
    """A mistake of ours that no use case foresaw."""
    return told(request, RuntimeError())


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form came from elsewhere, or from a session that has ended."""
    return render(request, "csrf_failed.html", status=403)

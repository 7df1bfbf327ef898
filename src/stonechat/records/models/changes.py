"""What administrators changed about people and roles: never altered, never removed."""

from django.db import models


class AccessChange(models.Model):
    """One change: who made it, when, about whom or which role, and what it was in words."""

    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    about = models.CharField(max_length=150)
    what = models.CharField(max_length=300)

"""Tells Django what this room is called; its tables begin with `records_`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What people typed."""

    name = "stonechat.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

"""Every record that there is; Django looks for them here."""

from stonechat.records.models.people import Grant, Person, Role, Service, SetUpCode

__all__ = ["Grant", "Person", "Role", "Service", "SetUpCode"]

"""Every record that there is; Django looks for them here."""

from stonechat.records.models.changes import AccessChange
from stonechat.records.models.data_errors import DataError
from stonechat.records.models.drafts import Draft
from stonechat.records.models.imports import ImportRun, UploadedFile
from stonechat.records.models.people import Grant, Person, Role, Service, SetUpCode
from stonechat.records.models.visits import Visit

__all__ = [
    "AccessChange",
    "DataError",
    "Draft",
    "Grant",
    "ImportRun",
    "Person",
    "Role",
    "Service",
    "SetUpCode",
    "UploadedFile",
    "Visit",
]

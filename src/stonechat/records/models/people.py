"""People who sign in, the roles there are, and who was given which role, how far, by whom and when.

What a role allows and how far it reaches is decided in `app/permissions.py`; these are its rows.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class People(BaseUserManager):
    """Finds people by the name that they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str) -> "Person":
        """The person of this username. `Person.DoesNotExist` if there is none."""
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """One person who may sign in. `is_active` False: has left, and may not; the row stays for the logs.

    `let_in_at` is when an administrator added them, or let them back in.
    """

    username = models.CharField("user name", max_length=150, unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    let_in_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="one_person_a_username")]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What some people may do. `permissions` are values of `app.permissions.Permission`."""

    name = models.SlugField(primary_key=True, max_length=50)
    title = models.CharField(max_length=100)
    job = models.CharField(max_length=200, blank=True)
    reach = models.CharField(max_length=20)
    permissions = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.title


class Service(models.Model):
    """Several teams under one head. `teams` are team numbers as the returns say them."""

    name = models.CharField(max_length=100, unique=True)
    teams = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One role of one person, and how far it reaches.

    `service` is set where the reach is a service, `team` where it is a team, `worker` (as the returns say
    it) where it is a caseload; none of them where it is the whole authority.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    reach = models.CharField(max_length=20)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="grants")
    team = models.CharField(max_length=100, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField(auto_now_add=True)


class SetUpCode(models.Model):
    """The one code with which the first administrator is made, as a hash. Gone once it was used."""

    code_hash = models.CharField(max_length=200)
    until = models.DateTimeField()

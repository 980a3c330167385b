"""People: who they are, what they may do, how they show that it is they."""

from catalogue.accounts.people import Known, People, people_at
from catalogue.accounts.permissions import Act, Permissions, read_permissions
from catalogue.accounts.person import EVERYWHERE, Given, Person

__all__ = ["EVERYWHERE", "Act", "Given", "Known", "People", "Permissions", "Person", "people_at", "read_permissions"]

"""The link is made by its model's default manager, whatever its name."""

from school.models import Flat, Person


def run(flat: Flat, tenant: Person):
    flat.tenants.add(tenant)

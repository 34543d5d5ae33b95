"""The delete and the loop use the manager that there is."""

from school.models import Flat, Person


def run(flat: Flat, tenants: list[Person]):
    flat.tenants.set(tenants)

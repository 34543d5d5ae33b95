"""The link is made by its model's default manager, whatever its name."""

from school.models import Flat, Lease, Person


def run(flat: Flat, tenant: Person):
    Lease.leases.get_or_create(flat=flat, tenant=tenant)

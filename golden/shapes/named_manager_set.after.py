"""The delete and the loop use the manager that there is."""

from django.db import transaction

from school.models import Flat, Lease, Person


def run(flat: Flat, tenants: list[Person]):
    wanted = list(tenants)
    with transaction.atomic():
        Lease.leases.filter(flat=flat).exclude(tenant__in=wanted).delete()
        for tenant in wanted:
            Lease.leases.get_or_create(flat=flat, tenant=tenant)

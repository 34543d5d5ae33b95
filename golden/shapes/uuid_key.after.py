"""A key that is a UUID.

caveats: argument-kind
"""

from uuid import UUID

from school.models import Placement, Room


def run(room: Room, device_id: UUID):
    Placement.objects.get_or_create(room=room, device_id=device_id)

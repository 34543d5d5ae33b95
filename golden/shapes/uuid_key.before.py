"""A key that is a UUID.

caveats: argument-kind
"""

from uuid import UUID

from school.models import Room


def run(room: Room, device_id: UUID):
    room.devices.add(device_id)

"""A receiver of `m2m_changed` hears nothing more.

caveats: m2m-changed
differs: rows of Notice
"""

from school.models import Channel, Follow, Person


def run(channel: Channel, follower: Person):
    Follow.objects.get_or_create(channel=channel, follower=follower)

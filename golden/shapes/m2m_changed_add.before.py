"""A receiver of `m2m_changed` hears nothing more.

caveats: m2m-changed
differs: rows of Notice
"""

from school.models import Channel, Person


def run(channel: Channel, follower: Person):
    channel.followers.add(follower)

"""A receiver of `m2m_changed` hears nothing more.

caveats: m2m-changed
differs: rows of Notice
"""

from school.models import Channel, Follow


def run(channel: Channel):
    Follow.objects.filter(channel=channel).delete()

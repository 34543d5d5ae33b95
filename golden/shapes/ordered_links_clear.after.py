"""Deleting has nothing to do with the order."""

from school.models import Playlist, PlaylistEntry


def run(playlist: Playlist):
    PlaylistEntry.objects.filter(playlist=playlist).delete()

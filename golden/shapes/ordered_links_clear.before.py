"""Deleting has nothing to do with the order."""

from school.models import Playlist


def run(playlist: Playlist):
    playlist.songs.clear()

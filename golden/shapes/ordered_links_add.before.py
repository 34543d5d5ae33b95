"""Links that have an order: the accessor raises before Django 6.0.

caveats: raises-today
differs: exception, rows of PlaylistEntry
"""

from school.models import Playlist, Song


def run(playlist: Playlist, song: Song):
    playlist.songs.add(song)

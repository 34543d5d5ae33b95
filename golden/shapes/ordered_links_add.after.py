"""Links that have an order: the accessor raises before Django 6.0.

caveats: raises-today
differs: exception, rows of PlaylistEntry
"""

from school.models import Playlist, PlaylistEntry, Song


def run(playlist: Playlist, song: Song):
    PlaylistEntry.objects.get_or_create(playlist=playlist, song=song)

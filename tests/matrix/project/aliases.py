"""What is different in a project whose rows lie in a second database, without a router?"""

from settings import *  # noqa: F403
from settings import DATABASES, database

DATABASES = {**DATABASES, "other": database("other")}

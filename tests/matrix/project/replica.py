"""What is different in a project that reads from a replica, which is behind?"""

from aliases import *  # noqa: F403

DATABASE_ROUTERS = ["routers.Replica"]

"""What is different in a project whose links lie in a database of their own?"""

from aliases import *  # noqa: F403

DATABASE_ROUTERS = ["routers.Links"]

"""Which Django project holds the shapes? One with a database, and the same one with several and with routers.

The environment says which: MATRIX_DATABASES is `one`, `aliases`, `routed` or `replica`, and MATRIX_POSTGRES the folder
of a server's socket. Runs on Python 3.8 with Django 3.2 as well.
"""

import os
import warnings

KIND = os.environ.get("MATRIX_DATABASES", "one")
SOCKET = os.environ.get("MATRIX_POSTGRES", "")
NAME = os.environ.get("MATRIX_NAME", "matrix")

warnings.simplefilter("ignore")

SECRET_KEY = "matrix"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shapes"]
AUTH_USER_MODEL = "shapes.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True


def database(name):
    """Return the settings of one database, which is in memory unless a server was named."""
    if SOCKET:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": SOCKET,
            "USER": "postgres",
            "NAME": "%s_%s" % (NAME, name),
        }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


DATABASES = {"default": database("default")}
if KIND != "one":
    DATABASES["other"] = database("other")
DATABASE_ROUTERS = {"routed": ["routers.Links"], "replica": ["routers.Replica"]}.get(KIND, [])

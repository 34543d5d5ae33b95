"""Which Django project holds the shapes? This one has one database; `aliases`, `routed` and `replica` have two.

A database is in memory, or called MATRIX_NAME on the server whose socket lies in the folder MATRIX_POSTGRES. Runs on
Python 3.8 with Django 3.2 as well.
"""

import os
import warnings

warnings.simplefilter("ignore")

SECRET_KEY = "matrix"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shapes"]
AUTH_USER_MODEL = "shapes.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True


def database(name):
    """Return the settings of one database."""
    if socket := os.environ.get("MATRIX_POSTGRES"):
        named = f"{os.environ['MATRIX_NAME']}_{name}"
        return {"ENGINE": "django.db.backends.postgresql", "HOST": socket, "USER": "postgres", "NAME": named}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


DATABASES = {"default": database("default")}

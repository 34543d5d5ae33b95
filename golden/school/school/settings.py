"""The school's settings: one app, one SQLite database."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "a-demonstration-keeps-no-secrets"
DEBUG = True
USE_TZ = True
ALLOWED_HOSTS = ["localhost", "testserver"]
ROOT_URLCONF = "school.urls"
AUTH_USER_MODEL = "school.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "school.apps.SchoolConfig",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    },
}

"""What must a project's settings say for the relations of Django's many-to-many test apps to be known?"""

SECRET_KEY = "through-codemod"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "m2m_through",
    "m2m_through_regress",
    "m2m_recursive",
    "many_to_many",
]

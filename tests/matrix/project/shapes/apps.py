"""The app, and the receivers that it connects."""

from django.apps import AppConfig


class ShapesConfig(AppConfig):
    name = "shapes"

    def ready(self):
        from shapes import receivers  # noqa: F401

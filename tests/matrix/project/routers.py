"""Where do reads and writes go in a project with several databases?"""


class Links:
    """Links lie in a database of their own."""

    def db_for_read(self, model, **hints):
        return "other" if model.__name__.endswith("Link") else None

    db_for_write = db_for_read

    def allow_relation(self, first, second, **hints):
        return True


class Replica:
    """What is read is behind what was written."""

    def db_for_read(self, model, **hints):
        return "other"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, first, second, **hints):
        return True

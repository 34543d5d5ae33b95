"""Every shape's models: `<Shape>Course`, `<Shape>Student` and `<Shape>Link`."""

from shapes.models.common import *  # noqa: F403
from shapes.models.heirs import *  # noqa: F403
from shapes.models.keys import *  # noqa: F403
from shapes.models.managers import *  # noqa: F403
from shapes.models.pairs import *  # noqa: F403
from shapes.models.saves import *  # noqa: F403
from shapes.models.selves import *  # noqa: F403

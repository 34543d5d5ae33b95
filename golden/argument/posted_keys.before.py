"""What a form posts is keys as text.

caveats: argument-kind
"""

from django.http import HttpRequest

from school.models import Course


def run(request: HttpRequest, course: Course):
    course.students.set(request.POST.getlist("student"))

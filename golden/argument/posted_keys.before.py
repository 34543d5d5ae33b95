"""What a form posts is keys as text."""

from django.http import HttpRequest

from school.models import Course


def run(request: HttpRequest, course: Course):
    course.students.set(request.POST.getlist("student"))

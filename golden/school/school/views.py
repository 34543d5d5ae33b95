"""What students and teachers do on the web site."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from school.models import Course, Student


@require_POST
def join(request, pk):
    course = get_object_or_404(Course, pk=pk)
    student = get_object_or_404(Student, email=request.POST["email"])
    course.students.add(student)
    return redirect("roster", pk=pk)


@require_POST
def leave(request, pk):
    student = get_object_or_404(Student, email=request.POST["email"])
    student.courses.remove(pk)
    return redirect("roster", pk=pk)


def roster(request, pk):
    course = get_object_or_404(Course, pk=pk)
    if request.method == "POST":
        chosen = Student.objects.filter(email__in=request.POST.getlist("email"))
        course.students.set(chosen)
    names = course.students.order_by("name").values_list("name", flat=True)
    return JsonResponse({"course": course.title, "students": list(names)})

"""A statement of the module itself."""

from school.models import Course, Student

maths = Course.objects.get(title="Maths")
maths.students.set(Student.objects.filter(email=""))

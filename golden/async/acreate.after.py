"""Both creations are awaited."""

from school.models import Course, Enrollment, Student


async def run(course: Course):
    ada = await Student.objects.acreate(name="Ada")
    await Enrollment.objects.acreate(course=course, student=ada, grade="B+")
    return ada

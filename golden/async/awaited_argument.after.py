"""What is awaited in the argument is awaited first."""

from school.models import Course, Enrollment, Student


async def run(course: Course):
    await Enrollment.objects.aget_or_create(
        course=course, student=await Student.objects.aget(name="Ada")
    )

"""A migration asks the registry for its historical models.

caveats: historical-model
"""


def run(apps, schema_editor):
    Course = apps.get_model("school", "Course")
    Student = apps.get_model("school", "Student")
    Enrollment = apps.get_model("school", "Enrollment")
    for course in Course.objects.all():
        student = Student.objects.get(name="Ada")
        if not Enrollment.objects.filter(course=course, student=student).exists():
            Enrollment.objects.create(course=course, student=student)

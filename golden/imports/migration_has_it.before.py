"""A historical model that is there is used.

caveats: historical-model
"""


def run(apps, schema_editor):
    Course = apps.get_model("school", "Course")
    Enrollment = apps.get_model("school", "Enrollment")
    course = Course.objects.get(title="Maths")
    course.students.clear()
    return Enrollment.objects.count()

"""A migration asks the registry for its historical models.

caveats: historical-model
"""


def run(apps, schema_editor):
    Course = apps.get_model("school", "Course")
    Student = apps.get_model("school", "Student")
    for course in Course.objects.all():
        course.students.add(Student.objects.get(name="Ada"))

"""A migration's set needs a transaction and the historical model.

caveats: historical-model
"""


def run(apps, schema_editor):
    Course = apps.get_model("school.Course")
    Student = apps.get_model("school.Student")
    course = Course.objects.get(title="Maths")
    course.students.set(Student.objects.filter(email=""))

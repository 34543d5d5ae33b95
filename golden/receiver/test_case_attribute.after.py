"""What `setUp` assigned is known in the tests."""

from django.test import SimpleTestCase

from school.models import Course, Enrollment, Student


class EnrollmentTests(SimpleTestCase):
    databases = "__all__"

    def setUp(self):
        self.course = Course.objects.get(title="Maths")
        self.ada = Student.objects.get(name="Ada")

    def test_add(self):
        Enrollment.objects.get_or_create(course=self.course, student=self.ada)

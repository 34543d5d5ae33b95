"""Do people end up in the courses that they asked for?"""

from io import StringIO

from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from school.models import Course, Enrollment, Student
from school.services import admit, merge, open_course, transfer


class CourseTests(TestCase):
    def setUp(self):
        self.ada = Student.objects.create(name="Ada", email="ada@example.org")
        self.bob = Student.objects.create(name="Bob", email="bob@example.org")
        self.maths = Course.objects.create(title="Maths")
        self.latin = Course.objects.create(title="Latin")
        self.maths.students.add(self.ada, through_defaults={"grade": "A"})

    def assertStudents(self, course, *students):
        self.assertCountEqual(course.students.all(), students)

    def test_join_and_leave(self):
        self.client.post(
            reverse("join", args=[self.latin.pk]), {"email": self.ada.email}
        )
        self.assertStudents(self.latin, self.ada)
        self.client.post(
            reverse("leave", args=[self.latin.pk]), {"email": self.ada.email}
        )
        self.assertStudents(self.latin)

    def test_roster_keeps_the_grades_of_those_who_stay(self):
        url = reverse("roster", args=[self.maths.pk])
        emails = [self.ada.email, self.bob.email]
        response = self.client.post(url, {"email": emails})
        self.assertEqual(response.json()["students"], ["Ada", "Bob"])
        self.assertEqual(Enrollment.objects.get(student=self.ada).grade, "A")

    def test_transfer(self):
        transfer(self.ada, self.maths, self.latin)
        self.assertStudents(self.maths)
        self.assertStudents(self.latin, self.ada)

    def test_merge(self):
        self.latin.students.add(self.ada, self.bob)
        merge(self.maths, [self.latin])
        self.assertStudents(self.maths, self.ada, self.bob)
        self.assertStudents(self.latin)

    def test_new_course_with_a_new_student(self):
        art = open_course("Art", [self.ada])
        cleo = admit(art, "Cleo", "cleo@example.org")
        self.assertStudents(art, self.ada, cleo)

    def test_enroll_command(self):
        call_command("enroll", "Maths", "dan@example.org", "--only", stdout=StringIO())
        self.assertEqual(self.maths.students.get().name, "dan")

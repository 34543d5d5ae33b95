"""Put students into a course: `manage.py enroll Maths ada@example.org bob@example.org`."""

from django.core.management.base import BaseCommand, CommandError

from school.models import Course, Student


class Command(BaseCommand):
    help = "Put students into a course."

    def add_arguments(self, parser):
        parser.add_argument("title")
        parser.add_argument("emails", nargs="+")
        parser.add_argument("--only", action="store_true", help="take all others out")

    def handle(self, *args, **options):
        course = Course.objects.filter(title=options["title"]).first()
        if course is None:
            raise CommandError(f"there is no course {options['title']}")
        students = [self.student(email) for email in options["emails"]]
        if options["only"]:
            course.students.set(students)
        else:
            course.students.add(*students)
        self.stdout.write(f"{course.students.count()} students in {course}")

    def student(self, email):
        student, _ = Student.objects.get_or_create(
            email=email, defaults={"name": email.partition("@")[0]}
        )
        return student

"""Tabs stay tabs."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
	if students:
		course.students.add(*students)

"""Tabs stay tabs."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
	if students:
		with transaction.atomic():
			for student in students:
				Enrollment.objects.get_or_create(course=course, student=student)

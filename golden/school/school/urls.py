from django.urls import path

from school import views

urlpatterns = [
    path("courses/<int:pk>/join/", views.join, name="join"),
    path("courses/<int:pk>/leave/", views.leave, name="leave"),
    path("courses/<int:pk>/roster/", views.roster, name="roster"),
]

"""The school's courses and, below them, one relation of each other shape that Django allows."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from school.fields import LabelledManyToManyField, SortedManyToManyField


class User(AbstractUser):
    """The project's own user, as `AUTH_USER_MODEL` names it."""


class Student(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)

    def __str__(self):
        return self.name


class Course(models.Model):
    title = models.CharField(max_length=100)
    teacher = models.ForeignKey(User, models.SET_NULL, null=True, blank=True)
    students = models.ManyToManyField(
        Student, through="Enrollment", related_name="courses"
    )

    def __str__(self):
        return self.title

    def enroll(self, *students):
        self.students.add(*students)

    def close(self):
        self.students.clear()


class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    grade = models.CharField(max_length=2, blank=True)
    enrolled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "student"], name="one_enrollment_per_course"
            ),
        ]

    def __str__(self):
        return f"{self.student} in {self.course}"


class Club(models.Model):
    """A plain many-to-many field by the same name: never touched."""

    name = models.CharField(max_length=100)
    students = models.ManyToManyField(Student)


class Freshman(Student):
    """A proxy."""

    class Meta:
        proxy = True


class Scholar(Student):
    """A multi-table child that keeps its parent's key."""

    fund = models.CharField(max_length=100)


class Committee(models.Model):
    """Users by way of `AUTH_USER_MODEL`; the reverse accessor has its default name, `committee_set`."""

    name = models.CharField(max_length=100)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership")


class Membership(models.Model):
    committee = models.ForeignKey(Committee, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    role = models.CharField(max_length=20, default="member")

    class Meta:
        unique_together = [("committee", "user")]


class Notice(models.Model):
    """What signal receivers write."""

    text = models.TextField()


# Relations of a person with persons


class Person(models.Model):
    name = models.CharField(max_length=100)
    friends = models.ManyToManyField("self", through="Friendship")
    mentees = models.ManyToManyField(
        "self",
        through="Mentorship",
        through_fields=("mentor", "mentee"),
        symmetrical=False,
        related_name="mentors",
    )

    def __str__(self):
        return self.name


class Friendship(models.Model):
    """Symmetrical: each friendship is two rows."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    friend = models.ForeignKey(Person, models.CASCADE, related_name="+")
    since = models.IntegerField(default=2020)

    class Meta:
        unique_together = [("person", "friend")]


class Mentorship(models.Model):
    """Three foreign keys to one model: `through_fields` says which."""

    mentor = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Person, models.CASCADE, related_name="+")
    matched_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        unique_together = [("mentor", "mentee")]


# What the pair's uniqueness may look like


class Museum(models.Model):
    name = models.CharField(max_length=100)
    visitors = models.ManyToManyField(Person, through="Visit")


class Visit(models.Model):
    """Nothing unique: who comes twice has two rows."""

    museum = models.ForeignKey(Museum, models.CASCADE)
    visitor = models.ForeignKey(Person, models.CASCADE)
    paid = models.IntegerField(default=0)


class Play(models.Model):
    title = models.CharField(max_length=100)
    actors = models.ManyToManyField(Person, through="Casting")


class Casting(models.Model):
    """Unique with a third field: the pair alone is not."""

    play = models.ForeignKey(Play, models.CASCADE)
    actor = models.ForeignKey(Person, models.CASCADE)
    role = models.CharField(max_length=100, default="extra")

    class Meta:
        unique_together = [("play", "actor", "role")]


class Book(models.Model):
    title = models.CharField(max_length=100)
    readers = models.ManyToManyField(Person, through="Loan")


class Loan(models.Model):
    """Unique under a condition: the pair alone is not."""

    book = models.ForeignKey(Book, models.CASCADE)
    reader = models.ForeignKey(Person, models.CASCADE)
    returned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "reader"],
                condition=models.Q(returned=False),
                name="one_open_loan",
            ),
        ]


class Locker(models.Model):
    number = models.IntegerField()
    students = models.ManyToManyField(Student, through="LockerKey")


class LockerKey(models.Model):
    """A one-to-one key: the pair is unique because the student is."""

    locker = models.ForeignKey(Locker, models.CASCADE)
    student = models.OneToOneField(Student, models.CASCADE)


# Keys


class Slot(models.Model):
    name = models.CharField(max_length=100)
    people = models.ManyToManyField(Person, through="Booking")


class Booking(models.Model):
    """A slot may be booked for nobody yet."""

    slot = models.ForeignKey(Slot, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together = [("slot", "person")]


class Account(models.Model):
    username = models.CharField(max_length=50, unique=True)


class Badge(models.Model):
    name = models.CharField(max_length=100)
    holders = models.ManyToManyField(Account, through="Award", related_name="badges")


class Award(models.Model):
    """The holder is stored by username."""

    badge = models.ForeignKey(Badge, models.CASCADE)
    holder = models.ForeignKey(Account, models.CASCADE, to_field="username")

    class Meta:
        unique_together = [("badge", "holder")]


class Country(models.Model):
    code = models.CharField(max_length=2, primary_key=True)


class Trip(models.Model):
    name = models.CharField(max_length=100)
    countries = models.ManyToManyField(Country, through="Stop")


class Stop(models.Model):
    trip = models.ForeignKey(Trip, models.CASCADE)
    country = models.ForeignKey(Country, models.CASCADE)
    nights = models.IntegerField(default=1)

    class Meta:
        unique_together = [("trip", "country")]


class Device(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)


class Room(models.Model):
    name = models.CharField(max_length=100)
    devices = models.ManyToManyField(Device, through="Placement", related_name="rooms")


class Placement(models.Model):
    room = models.ForeignKey(Room, models.CASCADE)
    device = models.ForeignKey(Device, models.CASCADE)

    class Meta:
        unique_together = [("room", "device")]


class Vehicle(models.Model):
    wheels = models.IntegerField(default=4)


class Truck(Vehicle):
    """A multi-table child with a primary key of its own."""

    vehicle = models.OneToOneField(Vehicle, models.CASCADE, parent_link=True)
    plate = models.CharField(max_length=10, primary_key=True)


class Depot(models.Model):
    name = models.CharField(max_length=100)
    vehicles = models.ManyToManyField(Vehicle, through="Parking")


class Parking(models.Model):
    depot = models.ForeignKey(Depot, models.CASCADE)
    vehicle = models.ForeignKey(Vehicle, models.CASCADE)

    class Meta:
        unique_together = [("depot", "vehicle")]


# Managers


class ActiveManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(active=True)


class VisibleTagManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(deleted=False)


class Tag(models.Model):
    """Deleted softly: the default manager does not show it."""

    name = models.CharField(max_length=50)
    deleted = models.BooleanField(default=False)

    objects = VisibleTagManager()
    everything = models.Manager()


class Post(models.Model):
    title = models.CharField(max_length=100)
    tags = models.ManyToManyField(Tag, through="Tagging", related_name="posts")


class Tagging(models.Model):
    post = models.ForeignKey(Post, models.CASCADE)
    tag = models.ForeignKey(Tag, models.CASCADE)
    weight = models.IntegerField(default=1)

    class Meta:
        unique_together = [("post", "tag")]


class WatchedManager(models.Manager):
    """Notes who asks; the accessor asks its querysets, which do not."""

    def filter(self, *args, **kwargs):
        Notice.objects.create(text="somebody asks for shifts")
        return super().filter(*args, **kwargs)


class Driver(models.Model):
    name = models.CharField(max_length=100)


class Fleet(models.Model):
    name = models.CharField(max_length=100)
    drivers = models.ManyToManyField(Driver, through="Shift", related_name="fleets")


class Shift(models.Model):
    fleet = models.ForeignKey(Fleet, models.CASCADE)
    driver = models.ForeignKey(Driver, models.CASCADE)
    hours = models.IntegerField(default=8)

    objects = WatchedManager()

    class Meta:
        unique_together = [("fleet", "driver")]


class ItemManager(models.Manager):
    def get_or_create(self, defaults=None, **kwargs):
        return super().get_or_create(defaults, name=kwargs["name"].lower())


class Item(models.Model):
    """Made by lower-case names, by those who ask the manager."""

    name = models.CharField(max_length=100)

    objects = ItemManager()


class StockQuerySet(models.QuerySet):
    """Writes down what comes in."""

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for stock in objs:
            Notice.objects.create(text=f"{stock.item.name} arrives")
        return super().bulk_create(objs, *args, **kwargs)


class Warehouse(models.Model):
    name = models.CharField(max_length=100)
    items = models.ManyToManyField(Item, through="Stock", related_name="warehouses")


class Stock(models.Model):
    warehouse = models.ForeignKey(Warehouse, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE)
    pieces = models.IntegerField(default=1)

    objects = StockQuerySet.as_manager()

    class Meta:
        unique_together = [("warehouse", "item")]


class Team(models.Model):
    name = models.CharField(max_length=100)
    players = models.ManyToManyField(Person, through="Contract", related_name="teams")


class Contract(models.Model):
    """The link's own default manager hides rows."""

    team = models.ForeignKey(Team, models.CASCADE)
    player = models.ForeignKey(Person, models.CASCADE)
    active = models.BooleanField(default=True)

    objects = ActiveManager()
    archive = models.Manager()

    class Meta:
        unique_together = [("team", "player")]


class Flat(models.Model):
    number = models.IntegerField()
    tenants = models.ManyToManyField(Person, through="Lease")


class Lease(models.Model):
    """The link's manager is not called `objects`."""

    flat = models.ForeignKey(Flat, models.CASCADE)
    tenant = models.ForeignKey(Person, models.CASCADE)
    rent = models.IntegerField(default=500)

    leases = models.Manager()

    class Meta:
        unique_together = [("flat", "tenant")]


# What runs when a link is saved


class Product(models.Model):
    name = models.CharField(max_length=100)
    price = models.IntegerField()


class Basket(models.Model):
    owner = models.CharField(max_length=100)
    products = models.ManyToManyField(Product, through="BasketItem")


class BasketItem(models.Model):
    """Computes its total when it is saved."""

    basket = models.ForeignKey(Basket, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
    quantity = models.IntegerField(default=1)
    total = models.IntegerField(default=0)

    class Meta:
        unique_together = [("basket", "product")]

    def save(self, *args, **kwargs):
        self.total = self.quantity * self.product.price
        super().save(*args, **kwargs)


class Project(models.Model):
    name = models.CharField(max_length=100)
    developers = models.ManyToManyField(Person, through="Assignment")


class Assignment(models.Model):
    """A receiver of `post_save` announces it."""

    project = models.ForeignKey(Project, models.CASCADE)
    developer = models.ForeignKey(Person, models.CASCADE)

    class Meta:
        unique_together = [("project", "developer")]


class Channel(models.Model):
    name = models.CharField(max_length=100)
    followers = models.ManyToManyField(Person, through="Follow")


class Follow(models.Model):
    """A receiver of `m2m_changed` announces it."""

    channel = models.ForeignKey(Channel, models.CASCADE)
    follower = models.ForeignKey(Person, models.CASCADE)

    class Meta:
        unique_together = [("channel", "follower")]


# What runs when a target is saved


class Singer(models.Model):
    """Sings in every open choir and plays with every open band from the first day."""

    name = models.CharField(max_length=100)

    def save(self, *args, **kwargs):
        new = self._state.adding
        super().save(*args, **kwargs)
        if new:
            for choir in Choir.objects.filter(open=True):
                Part.objects.create(choir=choir, singer=self, voice="alto")
            for band in Band.objects.filter(open=True):
                Gig.objects.create(band=band, singer=self, hours=2)


class Choir(models.Model):
    name = models.CharField(max_length=100)
    open = models.BooleanField()
    singers = models.ManyToManyField(Singer, through="Part", related_name="choirs")


class Part(models.Model):
    choir = models.ForeignKey(Choir, models.CASCADE)
    singer = models.ForeignKey(Singer, models.CASCADE)
    voice = models.CharField(max_length=10, default="tenor")

    class Meta:
        unique_together = [("choir", "singer")]


class Band(models.Model):
    name = models.CharField(max_length=100)
    open = models.BooleanField()
    singers = models.ManyToManyField(Singer, through="Gig", related_name="bands")


class Gig(models.Model):
    """Computes its fee when it is saved."""

    band = models.ForeignKey(Band, models.CASCADE)
    singer = models.ForeignKey(Singer, models.CASCADE)
    hours = models.IntegerField(default=1)
    fee = models.IntegerField(default=0)

    class Meta:
        unique_together = [("band", "singer")]

    def save(self, *args, **kwargs):
        self.fee = 50 * self.hours
        super().save(*args, **kwargs)


class Athlete(models.Model):
    """A receiver of `post_save` hands out a pass for each gym that has trials."""

    name = models.CharField(max_length=100)


class Gym(models.Model):
    name = models.CharField(max_length=100)
    trials = models.BooleanField()
    athletes = models.ManyToManyField(Athlete, through="GymPass", related_name="gyms")


class GymPass(models.Model):
    """Nothing unique."""

    gym = models.ForeignKey(Gym, models.CASCADE)
    athlete = models.ForeignKey(Athlete, models.CASCADE)
    visits = models.IntegerField(default=10)


# Columns that nobody fills


class Race(models.Model):
    name = models.CharField(max_length=100)
    runners = models.ManyToManyField(Person, through="Start")


class Start(models.Model):
    race = models.ForeignKey(Race, models.CASCADE)
    runner = models.ForeignKey(Person, models.CASCADE)
    bib = models.IntegerField()

    class Meta:
        unique_together = [("race", "runner")]


class Panel(models.Model):
    name = models.CharField(max_length=100)
    speakers = models.ManyToManyField(Person, through="Talk")


class Talk(models.Model):
    panel = models.ForeignKey(Panel, models.CASCADE)
    speaker = models.ForeignKey(Person, models.CASCADE)
    topic = models.CharField(max_length=100)

    class Meta:
        unique_together = [("panel", "speaker")]


# Classes behind classes


class Reviewed(models.Model):
    """An abstract base whose reverse accessor is named after the child."""

    reviewers = models.ManyToManyField(
        Person, through="Review", related_name="reviewed_%(class)ss"
    )

    class Meta:
        abstract = True


class Article(Reviewed):
    title = models.CharField(max_length=100)


class Review(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    reviewer = models.ForeignKey(Person, models.CASCADE)
    stars = models.IntegerField(default=3)

    class Meta:
        unique_together = [("article", "reviewer")]


class Exam(models.Model):
    """No reverse accessor."""

    name = models.CharField(max_length=100)
    invigilators = models.ManyToManyField(Person, through="Duty", related_name="+")


class Duty(models.Model):
    exam = models.ForeignKey(Exam, models.CASCADE)
    invigilator = models.ForeignKey(Person, models.CASCADE)

    class Meta:
        unique_together = [("exam", "invigilator")]


class Ticket(models.Model):
    price = models.IntegerField(default=10)


class Concert(models.Model):
    name = models.CharField(max_length=100)
    guests = models.ManyToManyField(Person, through="ConcertTicket")


class ConcertTicket(Ticket):
    """A link with a table behind its own: `bulk_create` cannot make it."""

    concert = models.ForeignKey(Concert, models.CASCADE)
    guest = models.ForeignKey(Person, models.CASCADE)

    class Meta:
        unique_together = [("concert", "guest")]


class Song(models.Model):
    title = models.CharField(max_length=100)


class Playlist(models.Model):
    name = models.CharField(max_length=100)
    songs = models.ManyToManyField(Song, through="PlaylistEntry")


class PlaylistEntry(models.Model):
    playlist = models.ForeignKey(Playlist, models.CASCADE)
    song = models.ForeignKey(Song, models.CASCADE)

    class Meta:
        unique_together = [("playlist", "song")]
        order_with_respect_to = "playlist"


class Menu(models.Model):
    name = models.CharField(max_length=100)
    dishes = SortedManyToManyField("Dish", through="MenuEntry")


class Dish(models.Model):
    name = models.CharField(max_length=100)


class MenuEntry(models.Model):
    menu = models.ForeignKey(Menu, models.CASCADE)
    dish = models.ForeignKey(Dish, models.CASCADE)

    class Meta:
        unique_together = [("menu", "dish")]


class Buffet(models.Model):
    name = models.CharField(max_length=100)
    dishes = LabelledManyToManyField("Dish", through="Serving")


class Serving(models.Model):
    buffet = models.ForeignKey(Buffet, models.CASCADE)
    dish = models.ForeignKey(Dish, models.CASCADE)
    plates = models.IntegerField(default=1)

    class Meta:
        unique_together = [("buffet", "dish")]

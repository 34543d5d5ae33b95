"""What the school wants to know when links come and go."""

from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from school.models import Assignment, Athlete, Channel, Gym, GymPass, Notice


@receiver(post_save, sender=Assignment)
def announce_assignment(sender, instance, created, **kwargs):
    if created:
        Notice.objects.create(text=f"{instance.developer} works on {instance.project}")


@receiver(m2m_changed, sender=Channel.followers.through)
def announce_followers(sender, instance, action, **kwargs):
    if action.startswith("post_"):
        Notice.objects.create(text=f"{action} on {instance}")


@receiver(post_save, sender=Athlete)
def hand_out_trial_passes(sender, instance, created, **kwargs):
    if created:
        for gym in Gym.objects.filter(trials=True):
            GymPass.objects.create(gym=gym, athlete=instance, visits=1)

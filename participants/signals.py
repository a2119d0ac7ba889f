"""What participants tell the apps to their right, inside the transaction in which it becomes true."""

from django.dispatch import Signal

# person=Profile, by=None: somebody's last day is over. Their account is closed already.
person_left = Signal()

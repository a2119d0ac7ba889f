"""What matching tells the apps to its right, inside the transaction in which it becomes true."""

from django.dispatch import Signal

# mentorship=Mentorship, by=User: both sides said yes.
mentorship_started = Signal()
# mentorship=Mentorship, by=User: the pair has ended, whoever ended it.
mentorship_ended = Signal()

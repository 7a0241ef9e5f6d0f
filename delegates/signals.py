"""News that has to travel up to apps which this one does not know."""

from django.dispatch import Signal

# Sent inside the transaction in which somebody stops attending: withdrawn, declined or returned after the approval.
# Arguments: registration (the locked row), at. Receivers give back what the person held: seats, coaches, booths.
registration_withdrawn = Signal()

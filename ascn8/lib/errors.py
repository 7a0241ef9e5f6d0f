"""The one way in which ASCN8 says no to a person."""

from django.utils.functional import Promise


class Refused(Exception):
    """Something a person asked for that cannot be done now.

    `message` is a translated sentence that says why and what to do instead; it is shown as it is.
    `code` is for tests and logs and is never shown.
    """

    def __init__(self, message: str | Promise, *, code: str) -> None:
        # Put into words now, in the language of whoever asked; a lazy text could be read in another one.
        self.message = str(message)
        super().__init__(self.message)
        self.code = code

    def __str__(self) -> str:
        return self.message

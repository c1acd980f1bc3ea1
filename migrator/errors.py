"""What ends a run that the user can mend."""


class UserError(Exception):
    """What the user asks for cannot be done; the message says why, in one line."""

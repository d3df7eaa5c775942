"""The words of signing in and out.

What enters: names and numbers to put into sentences. What leaves: sentences. It deliberately holds no markup.
"""

SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
NAME = "Name"
PASSWORD = "Password"  # nosec B105 # the word on the page
WRONG = "The name or the password is not right."
NOTE = "Whoever runs this server makes accounts and new passwords; a forgotten password cannot be read back."
SESSION_ENDED = "You are no longer signed in, so nothing was done. Everything on this page stays as it is."
SIGN_IN_AGAIN = "Sign in in a new window"
THEN = ", then go on here."


def wait(seconds: int) -> str:
    """Too many attempts."""
    return f"Too many attempts. Try again in {seconds} second{'' if seconds == 1 else 's'}."


def signed_in_as(name: str, may_edit: bool) -> str:
    """Who is signed in, for screen readers."""
    return f"Signed in as {name}, who {'may change the library' if may_edit else 'may ask and read'}"

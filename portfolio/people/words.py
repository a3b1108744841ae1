"""The words with which signing in, signing out and passwords answer, on pages and by mail."""

from portfolio.people.passwords import TOO_SHORT

SUBJECTS = {
    "reset_instructions": "Choose a new password",
    "reset_notice": "Your password was changed",
    "change_notice": "Your password was changed",
}
BODIES = {
    "reset_instructions": """Hello {name},

Somebody, probably you, asked to choose a new password for Learner Portfolio. Do it here:

{{link}}

The link works once, for an hour. If it wasn’t you, ignore this; your password stays as it is.
""",
    "reset_notice": """Hello {name},

Your password for Learner Portfolio was changed and every other browser was signed out.
If it wasn’t you, tell your centre at once.
""",
}
BODIES["change_notice"] = BODIES["reset_notice"]

_WRONG = "That e-mail address and password do not belong together. Check both and try again."
_CLOSED = "That link can’t be used: it may have been used, or have run out. Ask for a new one here."

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_WRONG, "problem"),
    "USER_DOES_NOT_EXIST": (_WRONG, "problem"),
    "DISABLED_ACCOUNT": (_WRONG, "problem"),
    "INVALID_PASSWORD": ("That is not your password now. Check it and try again.", "problem"),
    "EMAIL_NOT_PROVIDED": ("Enter your e-mail address.", "problem"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address such as name@example.org.", "problem"),
    "PASSWORD_NOT_PROVIDED": ("Enter a password.", "problem"),
    "PASSWORD_INVALID_LENGTH": (TOO_SHORT, "problem"),
    "PASSWORD_IS_THE_SAME": ("That is your password now. Choose another one.", "problem"),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s belongs to an account, a link is on its way to it. It works for an hour.",
        "success",
    ),
    "PASSWORD_RESET_EXPIRED": (_CLOSED, "problem"),
    "INVALID_RESET_PASSWORD_TOKEN": (_CLOSED, "problem"),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is changed. Sign in with it now.", "success"),
    "PASSWORD_CHANGE": ("Your password is changed. Every other browser is signed out.", "success"),
    "UNAUTHENTICATED": ("Sign in to see that page.", "problem"),
    "UNAUTHORIZED": ("That page may not be yours to see.", "problem"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "success"),
    "INVALID_REDIRECT": ("That address is not on this site.", "problem"),
}
"""What Flask-Security says, in our words: name of the message -> sentence and category."""

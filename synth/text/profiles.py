"""Profiles: named sets of characters that texts keep to."""

from __future__ import annotations

import string

from synth.errors import BadRequestError

_MEMBERS = {
    "digits": "",
    "decimal": ".,+-",
    "money": ".,-",
    "date": "./-",
    "signs": ".,-/+",
    "time": ".:",
    "alnum": string.ascii_letters,
}
#: Profile -> its characters, sorted.
PROFILES: dict[str, str] = {
    name: "".join(sorted(string.digits + others)) for name, others in _MEMBERS.items()
}

#: Profile -> what it is, and which sources write it.
PROFILE_NOTES: dict[str, str] = {
    "digits": "digits; every source writes them",
    "decimal": "digits . , + -; strokes write the signs",
    "money": "digits . , -; strokes write the signs",
    "date": "digits . / -; strokes write the signs",
    "signs": "digits . , - / +; strokes write the signs",
    "time": "digits . :; the colon needs a folder of glyphs",
    "alnum": "digits and letters; EMNIST and folders of glyphs write letters",
}

#: Every character of a profile.
ALL_CHARACTERS = "".join(sorted(set().union(*PROFILES.values())))


def characters_of(profile: str) -> str:
    """The characters of `profile`, sorted.

    Raises:
        BadRequestError: listing the profiles.
    """
    if profile not in PROFILES:
        raise BadRequestError(f"a profile is one of {', '.join(PROFILES)}. Received: {profile!r}.")
    return PROFILES[profile]


def profiles_with(characters: str) -> list[str]:
    """Names of the profiles that hold all of `characters`."""
    return [name for name, held in PROFILES.items() if set(characters) <= set(held)]


def leaves_ink(character: str) -> bool:
    """True if `character` shows: it is no blank and no control character."""
    return character.isprintable() and not character.isspace()

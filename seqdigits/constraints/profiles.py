r"""What a profile asks of a text beyond its characters."""

from __future__ import annotations

#: Profile -> the pattern its texts follow, where it has one; nothing written is always allowed.
PROFILE_PATTERNS: dict[str, str] = {
    "decimal": r"([+-]?\d+([.,]\d+)?)?",
    "amount": r"(-?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)([.,]\d{2})?[.,]?-?)?",
    "date": r"(\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})?",
}

"""Job ids: five characters, digits 1 to 9 and letters without O (docs/service.md 9).

Numbers below SIZE and ids map one to one, so that a hundred thousand jobs need no table.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
LENGTH: Final = 5
SIZE: Final = len(ALPHABET) ** LENGTH

_SCATTER: Final = 28_081_057
"""Near SIZE / golden ratio and coprime to SIZE: consecutive numbers get very different ids."""
_GATHER: Final = pow(_SCATTER, -1, SIZE)


def job_id_of(number: int, shift: int) -> str:
    """The id of `number` (0 to SIZE - 1); worlds with different `shift` have different ids."""
    rest = (number * _SCATTER + shift) % SIZE
    letters = []
    for _ in range(LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def number_of(job_id: str, shift: int) -> int | None:
    """The number of an id; None if the id is malformed."""
    if len(job_id) != LENGTH or any(letter not in ALPHABET for letter in job_id):
        return None
    scattered = 0
    for letter in reversed(job_id):
        scattered = scattered * len(ALPHABET) + ALPHABET.index(letter)
    return (scattered - shift) * _GATHER % SIZE

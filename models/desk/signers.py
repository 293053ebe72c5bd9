"""Which key signs for this profile: the one it holds, or a token that the person has named (PKCS#11)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from models.commands.client.settings import set_setting
from models.local_settings import setting
from models.ports import Signer
from models.profile_session import UnlockedProfile
from models.queries.client.people import list_certificates
from models.types import ChangeSet, PersonId

_LIBRARY, _LABEL = "signer.library", "signer.label"


@dataclass(frozen=True, slots=True)
class TokenChoice:
    """A token by its PKCS#11 module and its label; an empty label takes the only one that is plugged in."""

    library: Path
    label: str = ""


def chosen_token(session: Session) -> TokenChoice | None:
    """The token this profile signs with, None where its own key does."""
    library = setting(session, _LIBRARY)
    return TokenChoice(Path(library), setting(session, _LABEL)) if library else None


def choose_token(session: Session, token: TokenChoice | None) -> tuple[None, ChangeSet]:
    """Sign with ``token`` from now on; None goes back to the profile's own key."""
    set_setting(session, _LIBRARY, str(token.library) if token else "")
    return set_setting(session, _LABEL, token.label if token else "")


def signer_of(profile: UnlockedProfile, token: TokenChoice | None = None) -> Signer:
    """The signer to use now: ``token`` where given, else the chosen one, else the profile's own key.

    Blocks while a token is looked for. Raises SignerMissingError.
    """
    choice = token or profile.store.read(chosen_token).result()
    if choice is None:
        return profile.software_signer()
    from models.signing.token import TokenSigner  # noqa: PLC0415 - late: PKCS#11 is loaded only where a token signs

    label = choice.label or None
    identity = TokenSigner(choice.library, label=label).identity()
    person = PersonId(profile.public.person)
    registered = profile.store.read(lambda session: list_certificates(session, person)).result()
    is_test = any(row.der == identity.der and row.is_test for row in registered)
    return TokenSigner(choice.library, label=label, is_test=is_test)

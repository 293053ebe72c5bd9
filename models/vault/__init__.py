"""Keys of one profile: the vault, its PIN and its recovery code."""

from models.vault.header import FIRST_LOCK, LAST_TRY, TRIES_PER_ROUND
from models.vault.pins import RecoveryCode, check_pin
from models.vault.vault import (
    STANDARD,
    Argon2Params,
    Vault,
    create_vault,
    destroy_vault,
    open_vault,
    open_with_recovery,
    vault_exists,
)

__all__ = [
    "FIRST_LOCK",
    "LAST_TRY",
    "STANDARD",
    "TRIES_PER_ROUND",
    "Argon2Params",
    "RecoveryCode",
    "Vault",
    "check_pin",
    "create_vault",
    "destroy_vault",
    "open_vault",
    "open_with_recovery",
    "vault_exists",
]

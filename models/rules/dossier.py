"""Intake of a dossier: what is missing or wrong, so that it is returned at once with grounds.

Decree 191/2026/NĐ-CP, Article 14; Decree 30/2020/NĐ-CP, Article 21.2; DOMAIN.md B15, B16, B18, B19.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.errors import InvalidInputError

LONG_SUBMISSION = 10
"""A4 pages over which a submission needs a summary (Decree 191/2026, Article 14.2)."""

LONGEST_SUMMARY = 6
"""A4 pages of that summary at the most (Article 14.2)."""


class Component(StrEnum):
    """Components of a dossier (thành phần hồ sơ)."""

    SUBMISSION = "TO_TRINH"
    DRAFT = "DU_THAO"
    APPRAISAL = "BAO_CAO_THAM_DINH"
    APPRAISAL_REPLY = "GIAI_TRINH_TIEP_THU_THAM_DINH"
    OPINIONS_TABLE = "BANG_TONG_HOP_Y_KIEN"
    AGENCY_OPINIONS = "Y_KIEN_CO_QUAN"
    COMPARISON = "BAN_SO_SANH"
    IMPACT = "DANH_GIA_TAC_DONG"
    OTHER = "KHAC"


MANDATORY_FOR_LEGAL_TEXTS = frozenset(
    {
        Component.SUBMISSION,
        Component.DRAFT,
        Component.APPRAISAL,
        Component.APPRAISAL_REPLY,
        Component.OPINIONS_TABLE,
        Component.AGENCY_OPINIONS,
    }
)
"""What a draft legal text may not lack (DOMAIN.md B16)."""


class ReturnGround(StrEnum):
    """Grounds on which a dossier is returned."""

    INCOMPLETE = "THIEU_THANH_PHAN"
    WRONG_PROCEDURE = "SAI_TRINH_TU"
    WRONG_COMPETENCE = "SAI_THAM_QUYEN"
    NO_CLEAR_OPTION = "KHONG_RO_PHUONG_AN"
    UNSIGNED = "KHONG_KY_SO"


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What intake found. ``is_signed``: every paper bears a valid digital signature (Article 14.3).

    ``summary_pages`` is None where there is no summary. Pages are A4.
    """

    is_legal_text: bool
    components: frozenset[Component]
    is_competent: bool
    follows_procedure: bool
    has_clear_option: bool
    is_signed: bool
    submission_pages: int
    summary_pages: int | None = None

    def __post_init__(self) -> None:
        if self.submission_pages < 0 or (self.summary_pages is not None and self.summary_pages < 1):
            raise InvalidInputError("pages are counted from 1")


def return_grounds(facts: DossierFacts) -> tuple[ReturnGround, ...]:
    """Every ground to return the dossier; none means it is accepted."""
    needed = MANDATORY_FOR_LEGAL_TEXTS if facts.is_legal_text else frozenset({Component.SUBMISSION})
    needs_summary = facts.submission_pages > LONG_SUBMISSION
    has_summary = facts.summary_pages is not None and facts.summary_pages <= LONGEST_SUMMARY
    findings = (
        (ReturnGround.INCOMPLETE, not needed <= facts.components or (needs_summary and not has_summary)),
        (ReturnGround.WRONG_PROCEDURE, not facts.follows_procedure),
        (ReturnGround.WRONG_COMPETENCE, not facts.is_competent),
        (ReturnGround.NO_CLEAR_OPTION, not facts.has_clear_option),
        (ReturnGround.UNSIGNED, not facts.is_signed),
    )
    return tuple(ground for ground, found in findings if found)

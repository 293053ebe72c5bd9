"""First run: this device becomes one of the person's, then the recovery code is written down."""

from ui.enrol.form import CheckedCode, EnrolmentRequest, SigningDevice
from ui.enrol.screen import EnrolScreen

__all__ = ["CheckedCode", "EnrolScreen", "EnrolmentRequest", "SigningDevice"]

"""The house whose reports are written, as it stood when the rule on reports came into force."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.account.report.tests.town import Reporting
from yifa.kernel import moment


@pytest.fixture
def house() -> Reporting:
    with moment.at(date(2019, 4, 20)):
        return Reporting()

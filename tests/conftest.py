"""Failures in what tests share show the values that were compared, as those in the tests themselves do."""

import pytest

pytest.register_assert_rewrite(
    "tests.support",
    "tests.e2e.acting",
    "tests.e2e.acts_cases",
    "tests.e2e.acts_cases_of_looking",
    "tests.e2e.acts_cases_of_office",
)

"""The figures at the end of a run match the tests."""

from __future__ import annotations

import pytest

CASES = """
import pytest

@pytest.mark.figure("faults", 5)
@pytest.mark.parametrize("fault", ["F1", "F2"])
def test_a_fault(fault):
    assert fault == "F1"

@pytest.mark.figure("faults", 5, case="F3", simulated=True)
def test_half_of_a_case():
    pass

@pytest.mark.figure("faults", 5, case="F3")
def test_the_other_half():
    pass

@pytest.mark.figure("faults", 5, case="F4")
def test_a_case_that_cannot_run_here():
    pytest.skip("no such device")

@pytest.mark.figure("faults", 5, case="F5")
def test_a_case_whose_end_fails(request):
    request.addfinalizer(lambda: 1 / 0)

def test_many_at_once(count_figure):
    count_figure("requests", 20_000, 20_000)
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_each_case_counts_once_and_only_what_ran_and_passed(pytester: pytest.Pytester, workers: str) -> None:
    pytester.makeconftest("from tests.conftest import *")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(CASES)
    run = pytester.runpytest_subprocess(f"--numprocesses={workers}", "--import-mode=importlib")
    run.assert_outcomes(passed=5, failed=1, skipped=1, errors=1)
    run.stdout.fnmatch_lines(
        [
            "faults: 2 of 5 passed; failed: F2, F5; 1 not run; simulated: F3",
            "requests: 20,000 of 20,000 passed",
        ]
    )

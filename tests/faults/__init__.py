import pytest

pytest.register_assert_rewrite("tests.faults.scene", "tests.faults.watching")

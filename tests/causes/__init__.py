import pytest

# So that a row that fails shows both sides.
pytest.register_assert_rewrite("tests.causes.stories")

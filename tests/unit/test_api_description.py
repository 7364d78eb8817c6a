"""The pages are typed by the API's own description; a copy of it lies beside them."""

from tools.describe import KEPT, description


def test_the_description_beside_the_pages_is_the_one_that_is_served() -> None:
    assert KEPT.read_text() == description(), "run `make types`"

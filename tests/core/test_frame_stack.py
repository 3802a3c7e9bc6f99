import resource

from core.frame_stack import with_room

CALLS = 500


def test_deep_calls_of_an_application_map_no_memory():
    answer = with_room(lambda environ, start_response: most_page_faults(depth=150))

    assert answer({}, None) < CALLS / 10


def most_page_faults(*, depth):
    """The most page faults that a loop of calls has in one of so many nested calls."""
    before = page_faults()
    for _ in range(CALLS):
        nothing()
    found = page_faults() - before
    return max(found, most_page_faults(depth=depth - 1)) if depth else found


def nothing():
    pass


def page_faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

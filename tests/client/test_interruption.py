import signal
import threading

import pytest

from conformance.client.interruption import postponed


@pytest.fixture(autouse=True)
def like_ctrl_c():
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


def interrupted_by(*numbers):
    """Raise signals (None: an error) in one postponed block and return those after which it went on."""
    steps = []

    def work():
        with postponed():
            for number in numbers:
                if number is None:
                    raise ValueError
                signal.raise_signal(number)
                steps.append(number)

    with pytest.raises(KeyboardInterrupt):
        work()
    return steps


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_for_the_end_of_the_block(number):
    steps = interrupted_by(number)
    assert steps == [number]


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_a_second_interruption_does_not_wait(first):
    steps = interrupted_by(first, signal.SIGINT)
    assert steps == [first]


def test_an_interruption_is_not_lost_to_an_error():
    assert interrupted_by(signal.SIGINT, None) == [signal.SIGINT]


def test_nothing_of_it_stays():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with postponed():
        pass
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_another_thread_may_use_it():
    seen = []

    def work():
        with postponed():
            seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]

import signal
import threading

import pytest

from conformance.target.interruption import postponed


@pytest.fixture(autouse=True)
def like_ctrl_c():
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_for_the_end_of_the_block(number):
    steps = []
    with pytest.raises(KeyboardInterrupt), postponed():
        signal.raise_signal(number)
        steps.append("the block went on")
    assert steps


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_a_second_interruption_does_not_wait(first):
    steps = []
    with pytest.raises(KeyboardInterrupt), postponed():
        signal.raise_signal(first)
        steps.append("first")
        signal.raise_signal(signal.SIGINT)
        steps.append("second")
    assert steps == ["first"]


def test_an_interruption_is_not_lost_to_an_error():
    with pytest.raises(KeyboardInterrupt), postponed():
        signal.raise_signal(signal.SIGINT)
        raise ValueError


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

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
    """Raise signals (None: an error) in one block and return those after which the block continued."""
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
def test_interruption_is_delayed_until_the_end_of_the_block(number):
    steps = interrupted_by(number)
    assert steps == [number]


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_second_interruption_takes_effect_at_once(first):
    steps = interrupted_by(first, signal.SIGINT)
    assert steps == [first]


def test_interruption_takes_effect_after_an_error():
    assert interrupted_by(signal.SIGINT, None) == [signal.SIGINT]


def test_signal_handlers_are_restored():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with postponed():
        pass
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_block_works_in_another_thread():
    seen = []

    def work():
        with postponed():
            seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]

"""Applications that are tested in this process: how they are found, told apart and started."""

import asyncio
import contextlib
import importlib
import inspect
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from conformance.settings import SettingsError

Application = Callable[..., Any]


def load(name: str) -> Application:
    """Return the application named ``module:attribute``, looked for in the working directory too.

    Raises:
        SettingsError: There is no such module or attribute, or it cannot be called.
    """
    module_name, _, attribute = name.partition(":")
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:
        raise SettingsError(
            f"The app {name!r} cannot be loaded: {type(error).__name__}: {error}. "
            f"Check that `python -c 'import {module_name}'` works here."
        ) from error
    if not callable(found):
        raise SettingsError(f"The app {name!r} is a {type(found).__name__}. Name a WSGI or ASGI application.")
    return found  # type: ignore[no-any-return]


def is_asgi(app: Application) -> bool:
    """Say whether an application is ASGI (a coroutine function, or an object that is called as one)."""
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)


class Lifespan:
    """Starts an ASGI application and stops it, as an ASGI server does (ASGI lifespan protocol 2.0).

    An application that knows no lifespan raises or returns at once; that is lawful and ignored.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._answers: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the application.

        Raises:
            SettingsError: It says that it could not start.
        """
        self._task = asyncio.create_task(self._run())
        answer = await self._ask("lifespan.startup")
        if answer.get("type") == "lifespan.startup.failed":
            raise SettingsError(f"The app could not start: {answer.get('message') or 'it gave no reason'}.")

    async def stop(self) -> None:
        """Stop the application, whatever it says."""
        if self._task and not self._task.done():
            await self._ask("lifespan.shutdown")
            self._task.cancel()

    async def _ask(self, event: str) -> MutableMapping[str, Any]:
        await self._inbox.put({"type": event})
        return await self._answers.get()

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        with contextlib.suppress(Exception):
            await self._app(scope, self._inbox.get, self._answers.put)
        await self._answers.put({"type": "ended"})

"""Load and start WSGI and ASGI applications that are tested in this process."""

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
    """Return the application named ``module:attribute``; the working directory is on the import path.

    Raises:
        SettingsError: The module cannot be imported, or the attribute does not exist or is not callable.
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
        raise SettingsError(f"The app {name!r} is a {type(found).__name__}. Give a WSGI or ASGI application.")
    return found  # type: ignore[no-any-return]


def is_asgi(app: Application) -> bool:
    """Return True for an ASGI application: a coroutine function, or an object with an async ``__call__``."""
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)


class Lifespan:
    """Starts and stops an ASGI application as an ASGI server does (ASGI lifespan protocol 2.0).

    An application without lifespan support raises or returns at once. The protocol permits this.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._outbox: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the application.

        Raises:
            SettingsError: The application reports that its start failed.
        """
        self._task = asyncio.create_task(self._run())
        event = await self._send("lifespan.startup")
        if event.get("type") == "lifespan.startup.failed":
            raise SettingsError(
                f"The app failed to start: {event.get('message') or 'it gives no reason'}. Fix its startup."
            )

    async def stop(self) -> None:
        """Stop the application, even if it reports a failure."""
        if self._task and not self._task.done():
            await self._send("lifespan.shutdown")
            self._task.cancel()

    async def _send(self, event: str) -> MutableMapping[str, Any]:
        """Send a lifespan event to the application and return the event that it sends back."""
        await self._inbox.put({"type": event})
        return await self._outbox.get()

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        with contextlib.suppress(Exception):
            await self._app(scope, self._inbox.get, self._outbox.put)
        await self._outbox.put({"type": "ended"})

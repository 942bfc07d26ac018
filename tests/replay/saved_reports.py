"""Reading saved reports, and the servers that they are about."""

import json
import urllib.request


def asked(server, path):
    """Return the response of a server to a plain GET."""
    request = urllib.request.Request(
        f"{server.base_url}{path}", headers={"Authorization": f"Bearer {server.token}"}
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def numbers(document, purpose, scenario):
    return [
        entry["n"]
        for entry in document["exchanges"]
        if entry["purpose"] == purpose and entry["scenario"] == scenario
    ]


def entry(document, number):
    return next(each for each in document["exchanges"] if each["n"] == number)

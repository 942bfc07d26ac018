"""The tested target, named the same in every output."""

from conformance.report.document import Report


def target_name(report: Report) -> str:
    """Return the base URL of the tested server, after the application or the demo that is tested."""
    target = report["target"]
    base_url = str(target["base_url"])
    if target.get("demo"):
        return f"the bundled reference server at {base_url}"
    return f"{target['app']} at {base_url}" if "app" in target else base_url


def target_arguments(report: Report) -> list[str]:
    """Return the arguments of ``scim-conformance run`` that name the target again."""
    target = report["target"]
    if target.get("demo"):
        return ["--demo"]
    if "app" in target:
        return ["--app", str(target["app"]), "--url", f"/{_path(str(target['base_url']))}"]
    return [str(target["base_url"])]


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]

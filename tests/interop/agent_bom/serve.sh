#!/bin/sh
# Serves agent-bom's SCIM endpoint from its own virtual environment, to test it with scim-conformance.
# Usage: SCIM_TOKEN=secret serve.sh PORT [DIRECTORY]   ->   http://127.0.0.1:PORT/scim/v2
set -eu
port=${1:?usage: SCIM_TOKEN=secret serve.sh PORT [DIRECTORY]}
directory=${2:-${TMPDIR:-/tmp}/interop-agent-bom}
: "${SCIM_TOKEN:?set SCIM_TOKEN to the Bearer token that the server accepts}"

if [ ! -x "$directory/venv/bin/agent-bom" ]; then
    "${PYTHON:-python3}" -m venv "$directory/venv"
    # It requires a newer certifi than some package indexes have. An older one works too.
    "$directory/venv/bin/python" -m pip install --quiet 'agent-bom[api]==0.110.0' || {
        "$directory/venv/bin/python" -m pip install --quiet --no-deps 'agent-bom==0.110.0'
        "$directory/venv/bin/python" - <<'PYTHON' | "$directory/venv/bin/python" -m pip install --quiet -r /dev/stdin
from importlib.metadata import requires

for requirement in requires("agent-bom"):
    wanted, _, marker = requirement.partition(";")
    if "extra" not in marker or "'api'" in marker.replace('"', "'"):
        print("certifi" if wanted.lower().startswith("certifi") else wanted.strip())
PYTHON
    }
fi

# An empty database each time, and no state in the user's home.
rm -rf "$directory/state"
mkdir -p "$directory/state"
export AGENT_BOM_SCIM_BEARER_TOKEN="$SCIM_TOKEN"
export AGENT_BOM_STATE_DIR="$directory/state"
exec "$directory/venv/bin/agent-bom" api --host 127.0.0.1 --port "$port" --rate-limit 60000 \
    --log-level warning --persist "$directory/state/scim.db"

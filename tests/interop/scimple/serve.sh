#!/bin/sh
# Serves SCIMple from its own directory, to test it with scim-conformance. Needs Maven and Java 17.
# Usage: SCIM_TOKEN=secret serve.sh PORT [DIRECTORY]   ->   http://127.0.0.1:PORT/scim/v2
set -eu
port=${1:?usage: SCIM_TOKEN=secret serve.sh PORT [DIRECTORY]}
directory=${2:-${TMPDIR:-/tmp}/interop-scimple}
: "${SCIM_TOKEN:?set SCIM_TOKEN to the Bearer token that the server accepts}"

mkdir -p "$directory"
cp -R "$(dirname "$0")/pom.xml" "$(dirname "$0")/src" "$directory"
mvn --quiet --batch-mode --file "$directory/pom.xml" compile dependency:copy-dependencies -DincludeScope=runtime
exec java -cp "$directory/target/classes:$directory/target/dependency/*" interop.Server "$port"

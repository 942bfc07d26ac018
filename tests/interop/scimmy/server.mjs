// Serves an in-memory SCIM server of scimmy and scimmy-routers on 127.0.0.1, to test it with scim-conformance.
// Usage: SCIM_TOKEN=secret node server.mjs PORT   ->   http://127.0.0.1:PORT/scim/v2
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import process from "node:process";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const port = Number(process.argv[2]);
const token = process.env.SCIM_TOKEN;
const problem = !token ? "SCIM_TOKEN is not set"
    : !(Number.isInteger(port) && port >= 1 && port <= 65535) ? `${process.argv[2] ?? "(none)"} is not a port` : "";
if (problem) {
    console.error(`${problem}. Usage: SCIM_TOKEN=secret node server.mjs PORT`);
    process.exit(3);
}

/** Return the handlers that scimmy needs, over one Map. `key` is the attribute that must be unique, if any. */
function store(key) {
    const rows = new Map();
    const found = (id) => {
        if (!rows.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
        return rows.get(id);
    };
    const taken = (value, id) => [...rows.values()].some(
        (row) => row.id !== id && row[key]?.toLowerCase() === value?.toLowerCase());

    return {
        egress: (resource) => {
            if (resource.id) return found(resource.id);
            const all = [...rows.values()];
            return resource.filter ? resource.filter.match(all) : all;
        },
        // Create a resource without an id; replace one with an id, for PUT and PATCH.
        ingress: (resource, instance) => {
            const before = resource.id ? found(resource.id) : undefined;
            const {meta: _meta, password: _password, ...data} = JSON.parse(JSON.stringify(instance));
            if (key && taken(data[key], resource.id))
                throw new SCIMMY.Types.Error(409, "uniqueness", `${key} '${data[key]}' is taken`);
            const now = new Date().toISOString();
            const meta = {created: before?.meta.created ?? now, lastModified: now};
            const row = {...data, id: before?.id ?? randomUUID(), meta};
            rows.set(row.id, row);
            return row;
        },
        degress: (resource) => {
            found(resource.id);
            rows.delete(resource.id);
        },
    };
}

SCIMMY.Config.set({bulk: {supported: true, maxOperations: 200, maxPayloadSize: 1048576}, patch: true});
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
SCIMMY.Resources.declare(SCIMMY.Resources.User, store("userName"));
SCIMMY.Resources.declare(SCIMMY.Resources.Group, store());

const digest = (text) => createHash("sha256").update(text).digest();
const expected = digest(`Bearer ${token}`);

express()
    .use("/scim/v2", new SCIMMYRouters({
        type: "bearer",
        baseUri: () => `http://127.0.0.1:${port}`,
        handler: (request) => {
            if (!timingSafeEqual(digest(request.header("Authorization") ?? ""), expected))
                throw new Error("A valid bearer token is required");
            return "interop";
        },
    }))
    .listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/scim/v2`));

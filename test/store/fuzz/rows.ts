import * as fc from "fast-check"
import { oddNames } from "./bytes.ts"

/** A change of a store's rows or of its definitions. */
export interface Change {
  statement: string
  values: readonly unknown[]
}

const columns = {
  runs: [
    "id",
    "flow",
    "notebook",
    "state",
    "parameters",
    "started_at",
    "ended_at",
    "error",
    "parent",
    "rerun_of",
    "owner_pid",
    "owner_start",
    "owner_host",
    "owner_token",
    "lease_until",
  ],
  events: ["sequence", "time", "type", "task", "element", "level", "body"],
  results: ["hash", "encoding", "size", "packed_size", "digest", "inline", "classes", "seen"],
  entries: ["id", "key", "run", "notebook", "task", "time", "duration", "components", "outputs", "trace"],
  cells: ["notebook", "source", "place", "body"],
} as const

const paths = [
  "../outside",
  "../../etc/passwd",
  "/etc/passwd",
  ".tsnb/e.tsnb",
  "a/../../b",
  "",
  ".",
  "..",
  "\0",
  "x.tsnb",
  "C:\\x",
]

const oddText = fc.oneof(
  fc.constantFrom(
    ...paths,
    ...oddNames,
    "completed",
    "running",
    "\u001b[2J",
    "<script>globalThis.tsnbFuzzCanary=1</script>",
  ),
  fc.string({ maxLength: 12, unit: "binary" }),
)

const traceEntry = fc.record(
  {
    kind: fc.constantFrom(
      "file",
      "exists",
      "link",
      "folder",
      "written",
      "variable",
      "variableNames",
      "package",
      "glob",
      "wild",
    ),
    path: oddText,
    name: oddText,
    hash: fc.oneof(fc.constant(null), oddText),
    pattern: fc.constantFrom("*", "../*", "[", "{a,b}", "**/../x"),
    found: fc.constantFrom(null, "file", "wild"),
    target: oddText,
    version: fc.constantFrom(null, "1"),
  },
  { requiredKeys: ["kind"] },
)

const eventBody = fc.record(
  {
    state: fc.constantFrom("completed", "failed", "wild", "pending"),
    attempt: fc.constantFrom(0, 1, -1, 1e308, "x"),
    error: fc.constantFrom({ name: "E", message: "m" }, { name: 5 }, null),
    text: oddText,
    data: fc.constantFrom(
      { "text/html": "<script>globalThis.tsnbFuzzCanary=1</script>" },
      { "text/plain": 5 },
      null,
      [],
    ),
    artifact: fc.constantFrom(
      { kind: "table", columns: ["a"], rows: [[1], 5] },
      { kind: "link", url: "javascript:1", text: "x" },
      { kind: "image", mimeType: "text/html", base64: "%" },
      { kind: "markdown" },
    ),
    done: fc.constantFrom(0, null, "x"),
    total: fc.constantFrom(0, null, 1),
    count: fc.constantFrom(0, 3, 1e15, -1),
    cachedFrom: fc.constantFrom("run1", "../x"),
    cachedAs: fc.constantFrom({ task: "x" }, { task: "x", element: 1e9 }, 5),
    tasks: fc.constantFrom([], [{ name: "a" }], [{ name: "a", dependsOn: ["a"], tags: [], line: -1 }], 5),
    parameters: fc.constantFrom({}, [], { a: { b: [] } }),
    flow: oddText,
    notebook: oddText,
    run: oddText,
  },
  { requiredKeys: [] },
)

const json = fc.oneof(
  fc.array(traceEntry, { maxLength: 4 }).map((value) => JSON.stringify(value)),
  eventBody.map((value) => JSON.stringify(value)),
  fc.array(fc.tuple(oddText, oddText), { maxLength: 3 }).map((value) => JSON.stringify(value)),
  fc.constantFrom("{", "[]", "null", "5", '{"__proto__":{"polluted":true}}', '["a","b"]', "[".repeat(5000)),
  fc.json({ maxDepth: 3 }),
)

const value = fc.oneof(
  oddText,
  json,
  fc.constantFrom(-1, 0, 1, 2 ** 53, 1e300, 4, null, Buffer.from([0, 255]), Buffer.alloc(0), "zstd", "raw"),
)

const column = fc.constantFrom(
  ...Object.entries(columns).flatMap(([table, names]) => names.map((name) => [table, name] as const)),
)

const update = fc
  .tuple(column, value)
  .map(([[table, name], to]): Change => ({ statement: `UPDATE OR IGNORE ${table} SET ${name} = ?`, values: [to] }))

const eventType = fc.constantFrom(
  "flowStarted",
  "flowStateChanged",
  "elementsKnown",
  "taskStateChanged",
  "logged",
  "progressed",
  "displayed",
  "artifactMade",
  "wild",
)

const event = fc
  .tuple(eventType, json, fc.integer({ min: 10, max: 99 }), fc.constantFrom(null, "a", "b", "__proto__"))
  .map(([type, body, sequence, task]): Change => ({
    statement:
      "INSERT OR IGNORE INTO events (run, sequence, time, type, task, element, level, body) VALUES ('run1', ?, 1, ?, ?, NULL, NULL, ?)",
    values: [sequence, type, task, body],
  }))

/** Definitions that have SQLite do something when tsnb reads or writes. */
const definition = fc
  .constantFrom(
    "CREATE TRIGGER evil AFTER INSERT ON runs BEGIN DELETE FROM events; END",
    "CREATE VIEW evil AS SELECT load_extension('/tmp/evil')",
    "CREATE TABLE evil (a DEFAULT (random()), b GENERATED ALWAYS AS (a))",
    "CREATE INDEX evil ON runs (lower(flow))",
    "ALTER TABLE runs RENAME TO other",
    "ALTER TABLE runs DROP COLUMN owner_token",
    "DROP TABLE results",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = -1",
    "PRAGMA user_version = 99",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE runs (x)' WHERE name = 'runs'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'entries'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'no SQL' WHERE name = 'events'",
  )
  .map((statement): Change => ({ statement, values: [] }))

/** What somebody may have done to a store's tables. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.oneof({ weight: 8, arbitrary: update }, { weight: 4, arbitrary: event }, { weight: 1, arbitrary: definition }),
  { minLength: 1, maxLength: 6 },
)

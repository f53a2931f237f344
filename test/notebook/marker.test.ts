import { describe, expect, test } from "vitest"
import type { CellContent } from "../../kernel/notebook/document.ts"
import { printMarker, readMarker, type Marker } from "../../kernel/notebook/marker.ts"

describe("reading a marker", () => {
  test.each<[line: string, marker: Marker]>([
    ["", { kind: "code", metadata: {} }],
    ["// %%", { kind: "code", metadata: {} }],
    ["//%%\t \r\n", { kind: "code", metadata: {} }],
    ["// %% Read the data", { kind: "code", title: "Read the data", metadata: {} }],
    ["// %% [markdown]", { kind: "markdown", metadata: {} }],
    ["// %% [md] Title", { kind: "markdown", title: "Title", metadata: {} }],
    ["// %% Title [raw]", { kind: "raw", title: "Title", metadata: {} }],
    ["// %% a[0] [b]", { kind: "code", title: "a[0] [b]", metadata: {} }],
    ['// %% id="k3f9"', { kind: "code", id: "k3f9", metadata: {} }],
    ["// %% id=7", { kind: "code", metadata: { id: 7 } }],
    ["// %%%% Deep", { kind: "code", title: "Deep", depth: 2, metadata: {} }],
    ['// %% T [markdown] key="va lue"', { kind: "markdown", title: "T", metadata: { key: "va lue" } }],
    ['// %% tags=["a", "b]"] n', { kind: "code", metadata: { tags: ["a", "b]"], n: null } }],
    ["// %% a=1 b=x c='y z' d=[1", { kind: "code", metadata: { a: 1, b: "x", c: "y z", d: "[1" } }],
    ['// %% T {"a": 1, "b=c": {"d": []}}', { kind: "code", title: "T", metadata: { a: 1, "b=c": { d: [] } } }],
    ["// %% {not json}", { kind: "code", title: "{not json}", metadata: {} }],
    ["// %% Don't say \"x", { kind: "code", title: "Don't say \"x", metadata: {} }],
    ["// %% a == b", { kind: "code", title: "a == b", metadata: {} }],
    ['// %% title="a=b"', { kind: "code", title: "a=b", metadata: {} }],
    ['// %% a title="b"', { kind: "code", title: "a", metadata: { title: "b" } }],
  ])("%s", (line, marker) => {
    expect(readMarker(line)).toEqual(marker)
  })

  test("a metadata key may be any word", () => {
    expect(Object.entries(readMarker("// %% __proto__=1 constructor=2").metadata)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ])
  })
})

describe("printing a marker", () => {
  test.each<[content: Omit<CellContent, "source">, line: string]>([
    [{ kind: "code" }, "// %%"],
    [{ kind: "markdown" }, "// %% [markdown]"],
    [{ kind: "raw", title: "T", depth: 1 }, "// %%% T [raw]"],
    [{ kind: "code", title: "T", id: "k3f9", metadata: { tags: ["a"] } }, '// %% T id="k3f9" tags=["a"]'],
    [{ kind: "code", metadata: { a: null, b: undefined } }, "// %% a=null"],
    [{ kind: "code", title: "T", metadata: { "a b": 1, c: "\n" } }, '// %% T {"a b":1,"c":"\\n"}'],
    [{ kind: "code", title: "a=b" }, '// %% title="a=b"'],
    [{ kind: "code", title: "two\nlines" }, '// %% title="two\\nlines"'],
    [{ kind: "code", title: "see [raw]" }, '// %% title="see [raw]"'],
  ])("%o", (content, line) => {
    expect(printMarker({ ...content, source: "" })).toBe(line)
  })
})

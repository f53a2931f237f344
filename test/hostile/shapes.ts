/** A text of about so many characters, of a kind that is easy to make and hard to read. */
export interface Shape {
  what: string
  make(size: number): string
}

/** A piece again and again, within what is around it. */
function repeated(what: string, piece: string, before = "", after = ""): Shape {
  return { what, make: (size) => before + piece.repeat(Math.max(1, Math.floor(size / piece.length))) + after }
}

/** Pieces that differ by a number, one after the other. */
function counted(what: string, piece: (index: number) => string, before = "", after = ""): Shape {
  return {
    what,
    make(size) {
      const pieces = [before]
      let length = 0
      for (let index = 0; length < size; index++) {
        const next = piece(index)
        pieces.push(next)
        length += next.length
      }
      return pieces.join("") + after
    },
  }
}

/** Something opened again and again, and closed as often. */
function nested(what: string, open: string, close: string, inner = "", before = "", after = ""): Shape {
  return {
    what,
    make(size) {
      const depth = Math.max(1, Math.floor(size / (open.length + close.length)))
      return before + open.repeat(depth) + inner + close.repeat(depth) + after
    },
  }
}

const characters = [
  ...Array.from("#*_`~[](){}<>\"'\\/ \t-=+|&$!@:;,.%^?0a\u00e9\u00a0\u2028\u200d\u0301\u{1f600}"),
  "\r",
  "\n",
  "\r\n",
  "\u0000",
  "\u001b",
]

function named(character: string): string {
  return JSON.stringify(character)
}

const code = "// %%\n"
const markdown = "// %% [markdown]\n"

/** Runs of one character in every place of a notebook that is read by rules of its own. */
const runs: readonly Shape[] = characters.flatMap((character) => [
  repeated(`a run of ${named(character)} in code`, character, `${code}const a = 1 `, " x"),
  repeated(`a run of ${named(character)} in a string`, character, `${code}const a = "`, '"'),
  repeated(`a run of ${named(character)} in a comment`, character, `${code}/* `, " */ const a = 1"),
  repeated(`a run of ${named(character)} in a directive`, character, `${code}// @task a`, " b=1\nconst a = 1"),
  repeated(`a run of ${named(character)} in an option`, character, `${code}// @task a version=`, "x\nconst a = 1"),
  repeated(`a run of ${named(character)} in a quoted option`, character, `${code}// @task a for="`, 'x"\nconst a = 1'),
  repeated(`a run of ${named(character)} before a directive`, character, `${code}//`, "@task a\nconst a = 1"),
  repeated(`a run of ${named(character)} in a marker`, character, "// %% ", "x\nconst a = 1"),
  repeated(`a run of ${named(character)} at a line's beginning`, character, "", "// %%\nconst a = 1"),
  repeated(`a run of ${named(character)} in a heading`, character, `${markdown}// # `, "x"),
  repeated(`a run of ${named(character)} in Markdown`, character, `${markdown}// `, "x"),
  repeated(`a run of ${named(character)} after text in Markdown`, character, `${markdown}// x`, "x"),
])

/** Many lines of each kind. */
const lines: readonly Shape[] = [
  counted("cells", (index) => `// %%\nconst a${index} = ${index}\n`),
  counted("empty cells", () => "// %%\n"),
  counted("Markdown cells", (index) => `// %% [markdown]\n// # Heading ${index}\n`),
  counted("tasks", (index) => `// %%\n// @task t${index}\nconst a${index} = ${index}\n`),
  counted(
    "a chain of tasks",
    (index) => `// %%\n// @task t${index}\nconst a${index} = ${index === 0 ? 0 : `a${index - 1}`}\n`,
  ),
  counted(
    "tasks that read one name",
    (index) => `// %%\n// @task t${index}\nconst a${index} = ${index === 0 ? 0 : "a0"}\n`,
  ),
  counted("one definition again and again", () => "// %%\n// @task\nconst a = 1\n"),
  counted("directives between statements", (index) => `const a${index} = 1\n// @task t${index}\n`),
  counted(
    "timers of cells that wait",
    (index) => `// %%\nconst a${index} = []\nsetTimeout(() => a${index}.push(1))\nawait 0\n`,
  ),
  counted(
    "cells in a circle",
    (index) => `// %%\n// @task\nconst a${index} = a${index + 1}\n`,
    "",
    "// %%\nconst b = a0",
  ),
  counted(
    "functions that need the next",
    (index) => `// %%\nfunction f${index}() { return f${index + 1}() }\n`,
    "",
    "// %%\n// @task\nconst b = f0()",
  ),
  counted("lines of options", (index) => `//   tags=t${index}\n`, `${code}// @task a\n`, "const a = 1"),
  counted(
    "lines of unknown options",
    (index) => `//   option${index}=${index}\n`,
    `${code}// @task a\n`,
    "const a = 1",
  ),
  counted("lines of words", (index) => `//   word${index}\n`, `${code}// @task a\n`, "const a = 1"),
  counted("one option again and again", () => " retries=1", `${code}// @task a`, "\nconst a = 1"),
  counted("options whose quotes nothing closes", (index) => ` o${index}="`, `${code}// @task a`, "\nconst a = 1"),
  counted("options whose brackets nothing closes", (index) => ` o${index}=[{`, `${code}// @task a`, "\nconst a = 1"),
  counted("tags", (index) => `t${index},`, `${code}// @task a tags=`, "t\nconst a = 1"),
  counted("names to wait for", (index) => `t${index},`, `${code}// @task a after=`, "t\nconst a = 1"),
  counted("limits", (index) => `"t${index}":1,`, `${code}// @flow limits={`, '"t":1}\n'),
  counted("states of a hook", (index) => ` s${index}`, `${code}// @on`, "\nconst a = 1"),
  counted("directives in one cell", (index) => `// @task t${index}\n`, code, "const a = 1"),
  counted("slips of directives", (index) => `// @taks t${index}\n`, code, "const a = 1"),
  counted(
    "parameters",
    (index) => `/** Help ${index} */\nconst a${index}: number = ${index}\n`,
    `${code}// @parameters\n`,
  ),
  counted("metadata of a marker", (index) => ` k${index}="v"`, "// %%", "\nconst a = 1"),
  counted("braces of a marker", () => " {", "// %%", "\nconst a = 1"),
  counted("statements", (index) => `const a${index} = ${index}\n`, code),
  repeated("comments that nothing closes", "/* a ", code),
  repeated("comments that are closed", "/**/", code, " x"),
  repeated("templates that nothing closes", "`${a", code),
  repeated("quotes that nothing closes", "a(' ", code),
  repeated("words that begin imports", "import ", code),
  repeated("an import and blanks", " ", `${code}import`, "('a')"),
  repeated("cases", "case ", code),
  repeated("decorators", "@a ", code, "class A {}"),
  repeated("spaces around lines", "  \n", code, "const a = 1"),
  repeated("documentation of blank lines", "\n", `${code}// @parameters\n/** a`, "*/\nconst a = 1"),
  repeated("documentation of blanks", " ", `${code}// @parameters\n/** a`, "*/\nconst a = 1"),
  counted("statements in one line", (index) => `a${index};`, code),
  counted("imports", (index) => `import { a${index} } from "node:fs"\n`, code),
  counted("names of one import", (index) => `a${index}, `, `${code}import { `, '} from "node:fs"'),
  counted("cells with an import", (index) => `// %%\nimport { a${index} } from "node:fs"\n`),
  counted("the same import", () => `// %%\nimport { readFile } from "node:fs"\n`),
  counted("functions", (index) => `function f${index}(a: number) { return a + g }\n`, code),
  counted("classes", (index) => `class C${index} { #x = ${index}; get x() { return this.#x } }\n`, code),
  counted("private names", (index) => `const _a${index} = ${index}\n`, code),
  counted("cells with one private name", (index) => `// %%\nconst _a = ${index}\n`),
  counted("parts of one namespace", (index) => `namespace N { export const a${index} = ${index} }\n`, code),
  counted("names for one value", (index) => `const a${index + 1} = a${index}\n`, `${code}const a0 = {}\n`),
  counted(
    "names for one value, each changed",
    (index) => `const a${index + 1} = a${index}\na${index}.x = 1\n`,
    `${code}const a0 = {}\n`,
  ),
  counted(
    "cells with names for one value, each changed",
    (index) => `// %%\nconst a${index + 1} = a${index}\na${index + 1}.x = 1\n`,
    `${code}const a0 = {}\n`,
    "// %%\n// @task\nconst b = a0",
  ),
  repeated("calls of what was called", ".map(f)", `${code}const a = [1]\nconst b = a`, ".x.push(1)"),
  repeated("changes of what was called", ".push(1)", `${code}const a = [1]\nconst b = a`),
  counted("enums", (index) => `enum E${index} { A, B }\n`, code),
  counted("types", (index) => `type T${index} = { a: number }\n`, code),
  counted("calls", (index) => `f${index % 10}(${index})\n`, code),
  counted("assignments", (index) => `a = ${index}\n`, `${code}let a = 0\n`),
  counted("assignments to another cell's name", (index) => `a = ${index}\n`, `${code}let a = 0\n${code}`),
  counted("names that nobody defines", (index) => `u${index} + `, `${code}const a = `, "1"),
  counted("names of one destructuring", (index) => `a${index}, `, `${code}const { `, "} = globalThis"),
  counted("comments", (index) => `// comment ${index}\n`, code, "const a = 1"),
  counted("documentation", (index) => ` * @param a${index} text\n`, `${code}/**\n`, " */\nfunction f() {}"),
  counted("set-up", (index) => `globalThis.a${index} = ${index}\n`, code, "// %%\n// @task\nconst b = a0"),
  counted(
    "cells of set-up",
    (index) => `// %%\nglobalThis.a${index} = ${index}\n`,
    "",
    "// %%\n// @task\nconst b = a0",
  ),
  counted("broken cells", () => "// %%\nconst = \n"),
  counted("errors in one cell", () => "const = \n", code),
  counted("headings", (index) => `// # Heading ${index}\n`, markdown),
  counted("the same heading", () => `// # Heading\n`, markdown),
  ...[
    "- item",
    "* [ ] item",
    "1. item",
    "> quote",
    "| a | b |",
    "a | b",
    "--- | ---",
    "[a]: https://example.com",
    "[a][b]",
    "[a](b)",
    "![a](b)",
    "<https://example.com>",
    "https://example.com/a_b_",
    "a@example.com",
    "```",
    "~~~",
    "    code",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<b",
    "a  ",
    "a\\\\",
    "$a$",
    "$$",
    "$",
    "**a** _b_ `c`",
    "**a",
    "`a",
    "[a",
    "![",
    "]",
    "](",
    '<a href="',
    "&amp;",
    "&a",
    "===",
    "---",
    "Term",
    ": definition",
    "[^a]: note",
    "[^a]",
    "~~a",
    "a_b*c_d*",
  ].flatMap((line) => [
    repeated(`lines of ${named(line)} in Markdown`, `// ${line}\n`, markdown),
    repeated(`many of ${named(line)} in one line of Markdown`, `${line} `, `${markdown}// `),
    repeated(`many of ${named(line)} side by side in Markdown`, line, `${markdown}// `),
  ]),
  counted("definitions of links", (index) => `// [a${index}]: https://example.com\n`, markdown, "// [a0]"),
]

/** Long names, words and values. */
const long: readonly Shape[] = [
  repeated("a long name of a task", "a", `${code}// @task `, "\nconst a = 1"),
  repeated("a long name of an option", "a", `${code}// @task a `, "=1\nconst a = 1"),
  repeated("a long name of a directive", "a", `${code}// @`, "\nconst a = 1"),
  repeated("a long slip of a directive", "task", `${code}// @`, "\nconst a = 1"),
  repeated("a long id", "a", '// %% id="', '"\nconst a = 1'),
  repeated("a long title", "a ", "// %% ", "\nconst a = 1"),
  repeated("a long name of a constant", "a", `${code}const `, " = 1"),
  repeated("a long number", "1", `${code}const a = `),
  repeated("a long number of decimals", "1", `${code}const a = 0.`),
  repeated("a long big number", "1", `${code}const a = `, "n"),
  repeated("a long regular expression", "a*", `${code}const a = /`, "/u"),
  repeated("a long template", "a\n", `${code}const a = \``, "`"),
  repeated("a long duration", "1", `${code}// @task timeout=`, "s\nconst a = 1"),
  repeated("a long schedule", "1,", `${code}// @flow schedule="`, '1 * * * *"\n'),
  repeated("a long word of code in Markdown", "a", `${markdown}// \``, "`"),
  repeated("a long formula", "a+", `${markdown}// $`, "a$"),
  repeated("a long parameter", "a", `${code}// @parameters\nconst a = "`, '"'),
  repeated("a language of a block of code", "a", `${markdown}// \`\`\``, "\n// x\n// ```"),
]

/** What stands within itself. */
const deep: readonly Shape[] = [
  nested("brackets", "(", ")", "1", `${code}const a = `),
  nested("lists", "[", "]", "", `${code}const a = `),
  nested("objects", "{a:", "}", "1", `${code}const a = `),
  nested("blocks", "{", "}", "", code),
  nested("functions", "()=>", "", "1", `${code}const a = `),
  nested("functions in functions", "function f(){", "}", "", code),
  nested("calls in calls", "f(", ")", "", `${code}const a = `),
  nested("templates", "`${", "}`", "1", `${code}const a = `),
  nested("conditions", "a?b:", "", "c", `${code}const a = `),
  nested("statements of conditions", "if(a)", "", "b", code),
  nested("else", "if(a){}else ", "", "b", code),
  nested("signs", "!", "", "1", `${code}const a = `),
  nested("awaits", "await ", "", "1", `${code}const a = `),
  nested("sums", "1+", "", "1", `${code}const a = `),
  nested("texts added", '"a"+', "", '"b"', `${code}const a = `),
  nested("commas", "a,", "", "b", code),
  nested("members", ".a", "", "", `${code}const a = b`),
  nested("chained calls", ".a()", "", "", `${code}const a = b`),
  nested("optional members", "?.a", "", "", `${code}const a = b`),
  nested("types", "A<", ">", "1", `${code}type B = `),
  nested("conditional types", "A extends B ? C : ", "", "1", `${code}type D = `),
  nested("unions", "|A", "", "", `${code}type B = `),
  nested("elements of JSX", "<a>", "</a>", "", `${code}const a = `),
  nested("namespaces", "namespace A{", "}", "", code),
  nested("classes in classes", "class A{a=", "}", "1", code),
  nested("patterns", "[", "]", "a", `${code}const `, " = b"),
  nested("a formula", "{", "}", "a", `${markdown}// $`, "$"),
  nested("fractions", "\\frac{", "}{b}", "a", `${markdown}// $`, "$"),
  nested("quotes", "> ", "", "a", `${markdown}// `),
  nested("items", "- ", "", "a", `${markdown}// `),
  nested("emphasis", "*a ", " b*", "", `${markdown}// `),
  nested("links in Markdown", "[", "](b)", "", `${markdown}// `),
  nested("images in Markdown", "![", "](b)", "", `${markdown}// `),
  nested("elements in Markdown", "<div>", "</div>", "", `${markdown}// `),
  nested("values of a list", "[", "]", "", `${code}// @task tags=`, "\nconst a = 1"),
  nested("values of an object", '{"a":', "}", "1", `${code}// @flow limits=`, "\nconst a = 1"),
  nested("metadata", '{"a":', "}", "1", "// %% a=", "\nconst a = 1"),
]

/** Notebooks by what is hard in them. */
export const notebooks: readonly Shape[] = [...runs, ...lines, ...long, ...deep]

/** Texts of outputs and errors. */
export const texts: readonly Shape[] = [
  ...characters.flatMap((character) => [
    repeated(`a run of ${named(character)}`, character, "x", "x"),
    repeated(`${named(character)} after letters`, `a${character}`, "x", "x"),
  ]),
  ...[
    "\u001b[31m",
    "\u001b[",
    "\u001b[1;",
    "\u001b]8;;",
    "\u001b]0;",
    "\u001b[0m\r",
    "\u001b[31ma\u001b[39m",
    "a\u001b[1G",
    "\u001b[K",
    "\u009b1",
    "a\b",
    "<div>",
    "</div>",
    "<svg",
    "<svg ",
    "<svg><title>",
    "<title>",
    "<style>",
    "<style",
    "<!--",
    "<![CDATA[",
    "<b ",
    '<a href="',
    "<a href=x ",
    "&amp;",
    "&",
    "<table><tr><td>",
    "<iframe>",
    "<noscript>",
    "<script",
    "<p>",
    "<li>",
    "<select><option>",
    '{"a":',
    "[",
    "$",
    "\\frac{a}{b}",
    "\\(",
    "$$",
    "^{a}",
    "_{",
    "| a | b |\n",
    "- a\n",
    "> ",
    "# a\n",
    "[a](b)",
    "Error: a\n    at b (c:1:2)\n",
    "    at b (file:///c:1:2)\n",
    "a=",
    " a",
  ].map((piece) => repeated(`many of ${named(piece)}`, piece, "", "x")),
  ...[
    ["<div>", "</div>"],
    ["<b>", "</b>"],
    ["<svg>", "</svg>"],
    ["<a x='", "'>"],
    ["[", "]"],
    ['{"a":', "}"],
  ].map(([open = "", close = ""]) => nested(`${open} in itself`, open, close, "1")),
  counted("attributes", (index) => ` a${index}="b"`, "<div", ">"),
  counted("styles", (index) => `a${index}:b;`, '<div style="', '">'),
  counted("colours", (index) => `\u001b[38;5;${index % 256}ma`),
  counted("lines", (index) => `line ${index}\n`),
]

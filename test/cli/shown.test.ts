import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { obeyedIn } from "../support/terminal.ts"
import { cells, makeFolder, start, tsnb } from "./fixtures/commandLine.ts"

// The clipboard, a cleared screen, a link, sequences that begin with one character, another direction, and hidden text.
const harm = "\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b]8;;https://x.example\u001b\\\u009b3J\u202e\u0008\u0000"
const inCode = JSON.stringify(harm)

const notebook = cells(
  `// @parameters\n/** Odd */\nconst odd: string = ${inCode}`,
  `// @task say\nconst said = odd.length
console.log(${inCode})
console.log("\\u001b[31mred")
process.stdout.write(${inCode})
process.stderr.write("\\r10 %\\r\\u001b[K100 %\\n")
artifact.markdown(${inCode})
artifact.link("https://x.example/", ${inCode})
artifact.table([{ [${inCode}]: ${inCode} }], ${inCode})
progress(1, 2, ${inCode})
display(${inCode})`,
  `// @task fail\nconst failed = said\nclass Odd extends Error { override name = "Odd" + ${inCode} }\nthrow new Odd(${inCode} + "\\n" + ${inCode})`,
)

test("nothing that a notebook says is obeyed by the terminal", async () => {
  const name = `n\u001b]0;t\u0007\r\n\u009b\u202e.tsnb`
  const folder = makeFolder({ [name]: notebook })
  const ran = await tsnb(folder, "run", name)
  expect(ran.code).toBe(1)
  expect(ran.output).toContain("[say] \\u001b]52;c;ZXZpbA==\\u0007\\u001b[2J")
  expect(ran.output).toContain("\u001b[31mred\u001b[0m\n")
  expect(ran.output).toContain("[say] warn: 100 %\n")
  expect(obeyedIn(ran.output + ran.errors)).toEqual([])
  const later = ["runs", "show", "logs"].map((command) => tsnb(folder, command))
  const json = ["runs", "show", "logs"].map((command) => tsnb(folder, command, "--json"))
  const others = [
    tsnb(folder, "graph", name),
    tsnb(folder, "check", name),
    tsnb(folder, "rerun", "--preview"),
    tsnb(folder, "logs", "--follow"),
    tsnb(folder, "clean", "--preview"),
  ]
  for (const { output, errors } of await Promise.all([...later, ...json, ...others])) {
    expect(output + errors).not.toBe("")
    expect(obeyedIn(output + errors)).toEqual([])
  }
  const { output } = await tsnb(folder, "runs", "--json")
  expect(JSON.parse(output)).toMatchObject([{ notebook: join(folder, name), parameters: { odd: harm } }])
})

test("nothing in what is wrong with a notebook or a command is obeyed by the terminal", async () => {
  const name = `\u001b]0;t\u0007\n\u009b.tsnb`
  const folder = makeFolder({
    [name]: cells(
      `// @task a retries="${harm}" ${harm}=1\nconst a = 1`,
      `// @task ${harm}\nconst b = a${harm}`,
      `import x from ${inCode}\nimport "./${harm}.ts"`,
    ),
  })
  mkdirSync(join(folder, "folder\u001b[2J"))
  const ended = await Promise.all([
    tsnb(folder, "check", name),
    tsnb(folder, "check", "."),
    tsnb(folder, "check", "--json", "."),
    tsnb(folder, "run", name),
    tsnb(folder, "graph", name),
    tsnb(folder, "convert", name, "out.html"),
    tsnb(folder, "convert", name, `out${harm.replace("\u0000", "").replaceAll("/", "")}.ts`),
    tsnb(folder, "run", "folder\u001b[2J"),
    tsnb(folder, "run", "none\u001b[2J.tsnb"),
    tsnb(folder, "execute", "none\u001b[2J.ipynb"),
    tsnb(folder, "new", name),
    tsnb(folder, "runs", "--store", "none\u001b[2J"),
    tsnb(folder, "logs", "\u001b[2J"),
    tsnb(folder, "\u001b[2J"),
    tsnb(folder, "run", "--\u001b[2J"),
    start(folder, ["run", name, "-p", "\u001b[2J=1"], { TSNB_DEBUG: "1" }).ended,
  ])
  for (const { output, errors } of ended) {
    expect(output + errors).not.toBe("")
    expect(obeyedIn(output + errors)).toEqual([])
  }
})

import { describe, expect, test } from "vitest"
import { tableBundle } from "../../../kernel/runtime/display/table/bundle.ts"
import type { TableView } from "../../../kernel/runtime/display/table/view.ts"

/** A table whose cells are made when they are asked for, and which counts how often that happens. */
function viewOf(rowCount: number, names: readonly string[], cell: TableView["cell"]): TableView & { asked: number } {
  const view = {
    asked: 0,
    columns: names.map((name) => ({ name, type: "int32" })),
    rowCount,
    label: (row: number) => row,
    cell: (row: number, column: number) => {
      view.asked++
      return cell(row, column)
    },
  }
  return view
}

function textOf(view: TableView): string {
  return String(tableBundle(view)["text/plain"])
}

function htmlOf(view: TableView): string {
  return String(tableBundle(view)["text/html"])
}

/** The texts of the cells of each row. */
function rowsOf(html: string): readonly (readonly string[])[] {
  return Array.from(html.matchAll(/<tr>(.*?)<\/tr>/g), ([, row = ""]) =>
    Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g), ([, cell = ""]) => cell),
  )
}

describe("as text", () => {
  test("a small table is shown whole, with types and shape", () => {
    const cells = [
      [1.5, "a"],
      [20, "漢字"],
    ]
    expect(textOf(viewOf(2, ["n", "word"], (row, column) => cells[row]?.[column]))).toBe(
      ["       n  word", "   int32  int32", "0    1.5  a", "1   20.0  漢字", "2 rows × 2 columns"].join("\n"),
    )
  })

  test("of a long one, both ends are", () => {
    const lines = textOf(viewOf(21, ["n"], (row) => row)).split("\n")
    const first = ["0       0", "1       1", "2       2", "3       3", "4       4"]
    const last = ["16     16", "17     17", "18     18", "19     19", "20     20"]
    expect(lines.slice(2)).toEqual([...first, "⋮       ⋮", ...last, "21 rows × 1 column"])
  })

  test("of a wide one, the outer columns that fit are", () => {
    const names = Array.from({ length: 12 }, (_, index) => `a long column name ${index}`)
    const [heading = "", ...lines] = textOf(viewOf(1, names, () => 1)).split("\n")
    expect(heading.trim().split(/ {2,}/)).toEqual([names[0], names[1], "…", names[10], names[11]])
    expect(lines.at(-1)).toBe("1 row × 12 columns")
    for (const line of [heading, ...lines]) expect(line.length).toBeLessThanOrEqual(100)
  })

  test("one column is shown however wide it is", () => {
    expect(textOf(viewOf(1, ["a", "b"], () => "x".repeat(200))).split("\n")[2]).toMatch(/^0 {2}x{39}… {2}x{39}…$/)
  })

  test("without columns, the shape is all there is", () => {
    expect(textOf(viewOf(3, [], () => 1))).toBe("3 rows × 0 columns")
  })
})

describe("as HTML", () => {
  test("names with types, labels, cells and shape", () => {
    const html = htmlOf(viewOf(2, ["n", "m"], (row, column) => row + column))
    expect(rowsOf(html)).toEqual([
      ["", "n<br><small>int32</small>", "m<br><small>int32</small>"],
      ["0", "0", "1"],
      ["1", "1", "2"],
    ])
    expect(html).toContain("<p>2 rows × 2 columns</p>")
    expect(html).toContain('<table class="dataframe">')
  })

  test("both ends of rows and columns", () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `c${index}`)
    const rows = rowsOf(htmlOf(viewOf(1_000_000, names, (row, column) => `${row}/${column}`)))
    expect(rows).toHaveLength(1 + 10 + 1 + 10)
    for (const row of rows) expect(row).toHaveLength(1 + 10 + 1 + 10)
    expect(rows[1]?.slice(9, 13)).toEqual(["0/8", "0/9", "…", "0/990"])
    expect(rows[11]?.[0]).toBe("⋮")
    expect(rows[21]?.at(-1)).toBe("999999/999")
  })

  test("no cell is read that isn't shown", () => {
    const view = viewOf(10_000_000, ["a", "b"], () => 1)
    tableBundle(view)
    expect(view.asked).toBeLessThanOrEqual(2 * (20 + 20))
  })

  test("numbers stand at the right, everything else at the left, also where style sheets are taken away", () => {
    const html = htmlOf(viewOf(1, ["n", "t"], (_, column) => (column === 0 ? 1 : "a")))
    expect(html).toContain('<td style="text-align: right">1</td><td style="text-align: left">a</td>')
  })

  test("what is missing is told from its text", () => {
    const html = htmlOf(viewOf(2, ["n"], (row) => (row === 0 ? null : "null")))
    expect(rowsOf(html).slice(1)).toEqual([
      ["0", "<i>null</i>"],
      ["1", "null"],
    ])
  })

  test("nothing in the data is taken for HTML", () => {
    const evil = `<script>alert("1")</script>&'`
    const view: TableView = {
      columns: [{ name: evil, type: evil }],
      rowCount: 1,
      label: () => evil,
      cell: () => evil,
    }
    const html = htmlOf(view)
    expect(html).not.toContain("<script")
    const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
    expect(html.split(escaped)).toHaveLength(1 + 4)
  })
})

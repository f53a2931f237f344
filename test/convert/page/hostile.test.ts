import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { imageReader } from "../../../kernel/convert/page/images.ts"
import { MarkdownRenderer } from "../../../kernel/convert/page/markdown.ts"
import { showOutput } from "../../../kernel/convert/page/output.ts"

const markdown = new MarkdownRenderer((path) => (path === "own.png" ? "data:image/png;base64,AAAA" : undefined))
const tools = { markdown, charts: new Map() }

function shown(data: Record<string, unknown>): string {
  return showOutput({ output_type: "display_data", data, metadata: {} }, tools)?.text ?? ""
}

/** What a browser would run, were it not for the page's policy. */
function harms(markup: string): readonly string[] {
  const patterns = [
    /<(?:script|iframe|object|embed|meta|base|link|form)\b/gi,
    /<template(?! shadowrootmode="open">)/gi,
    /<[^>]*\s(?:on\w+|srcdoc|formaction)\s*=/gi,
    /(?:href|src)\s*=\s*["']?\s*(?:javascript|vbscript|data:text)/gi,
  ]
  return patterns.flatMap((pattern) => markup.match(pattern) ?? [])
}

const attacks = [
  "<script>alert(1)</script>",
  "<SCRIPT>alert(1)</SCRIPT>",
  '<img src="x" onerror="alert(1)">',
  "<img src=x onerror=alert(1)//",
  '<svg onload="alert(1)"><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
  '<form action="https://example.com"><button formaction="javascript:alert(1)">x</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://example.com">',
  '<base href="https://example.com/">',
  "</template><script>alert(1)</script>",
  "<svg><style><img src=x onerror=alert(1)></style></svg>",
  "<style></style><script>alert(1)</script>",
  '<div style="background:url(https://example.com/x)">x</div>',
  '<b ONCLICK="alert(1)">x</b>',
  '<a HREF="javascript:alert(1)">x</a>',
  '<svg><a xlink:HREF="javascript:alert(1)"><text>x</text></a></svg>',
]

// What would lay an output over the page, take its keys and clicks, or name places in it.
const intrusions = [
  '<div popover="auto" id="p">cover</div>',
  '<div POPOVER="manual" id="p">cover</div>',
  '<button popovertarget="p">open</button>',
  '<button commandfor="p" command="show-modal">open</button><dialog id="p" open>cover</dialog>',
  '<input type="password" autofocus>',
  '<a accesskey="s" tabindex="1" href="https://example.com">x</a>',
  '<div contenteditable draggable="true" inert slot="x" part="y" is="z" nonce="n" exportparts="y">x</div>',
  '<div itemscope data-vscode-context="{}" data-command="x">x</div>',
  '<a target="_top" ping="https://example.com" download href="https://example.com">x</a>',
  '<svg><use href="https://example.com/a.svg#x"/><image href="a.png"/><feImage href="b.png"/></svg>',
  '<svg><animate attributeName="href" to="javascript:alert(1)"/><set attributeName="onload" to="x"/></svg>',
  '<img src="https://example.com/x.png" srcset="https://example.com/y.png 2x" lowsrc="z.png">',
  '<table background="https://example.com/x.png"><tr><td>x</table>',
  '<video autoplay src="x.mp4"></video><audio autoplay src="x.mp3"></audio>',
]

test.each(intrusions)("an output keeps to its own place: %s", (markup) => {
  const known =
    /\s(?:popover|popovertarget|commandfor|command|autofocus|accesskey|tabindex|contenteditable|draggable|inert|slot|part|is|nonce|exportparts|itemscope|data-[\w-]+|target|ping|download|srcset|lowsrc|background|attributeName|autoplay|to)[\s=>]/gi
  const text = shown({ "text/html": markup })
  expect(text.match(known) ?? []).toEqual([])
  expect(text.match(/<(?:dialog|button|video|audio|animate|set|feImage|input)\b/gi) ?? []).toEqual([])
  expect(text.match(/(?:src|<use[^>]* href|<image[^>]* href)=/g) ?? []).toEqual([])
})

test("a text has none of the page's own places", () => {
  expect(markdown.render('# tsnb-run\n\n<h1 id="tsnb-log">x</h1>').text).not.toContain("id=")
})

describe("nothing of a notebook's runs", () => {
  test.each(attacks)("in Markdown: %s", (attack) => {
    expect(harms(markdown.render(`text ${attack}\n\n${attack}`).text)).toEqual([])
  })

  test.each(attacks)("in an output of HTML: %s", (attack) => expect(harms(shown({ "text/html": attack }))).toEqual([]))

  test.each(attacks)("in text of other kinds: %s", (attack) => {
    const outputs = [
      ...["text/plain", "text/latex", "text/markdown", "image/png"].map((type) => ({
        output_type: "display_data",
        data: { [type]: attack },
      })),
      { output_type: "stream", name: "stdout", text: [attack] },
      { output_type: "error", ename: attack, evalue: attack, traceback: [] },
      { output_type: "display_data", data: { "application/json": { [attack]: attack } } },
    ]
    for (const output of outputs) expect(harms(showOutput(output, tools)?.text ?? "")).toEqual([])
  })

  test("in an SVG image, which is shown as an image", () => {
    expect(shown({ "image/svg+xml": "<svg><script>alert(1)</script></svg>" })).toMatch(
      /^<img [^>]*src="data:image\/svg\+xml;base64,[\w+/=]+" ?\/?>$/,
    )
  })
})

describe("Markdown", () => {
  test.each<[source: string, markup: RegExp]>([
    ["# A *b*", /<h1 id="a-b">A <em>b<\/em><\/h1>/],
    ["a | b\n--- | ---:\n1 | 2", /<td style="text-align:right">2<\/td>|<td align="right">2<\/td>/],
    ["$a^2$", /<math[^>]*>.*<msup>/],
    ["```ts\nconst a = 1\n```", /<span class="hljs-keyword">const<\/span>/],
    ["```nonsense\n<b>\n```", /&lt;b&gt;/],
    ["- [x] done", /<input[^>]*checked[^>]*type="checkbox"|<input[^>]*type="checkbox"[^>]*checked|<input checked[^>]*/],
    ["![x](own.png)", /<img src="data:image\/png;base64,AAAA" alt="x"/],
    ['<img src="own.png" width="20">', /<img width="20" src="data:image\/png;base64,AAAA"/],
    ["![x](https://example.com/x.png)", /<a href="https:\/\/example\.com\/x\.png">x<\/a>/],
    ["a<br>b <sub>c</sub>", /a<br \/>b <sub>c<\/sub>/],
    ['<b class="summary hljs-keyword">x</b>', /<b class="hljs-keyword">x<\/b>/],
  ])("%s", (source, markup) => expect(markdown.render(source).text).toMatch(markup))
})

test.each([
  ["quotes", ">".repeat(20_000)],
  ["lists", "- ".repeat(5_000)],
])("Markdown that is nested deeper than can be read is shown as it stands: %s", (_what, nesting) => {
  expect(markdown.render(`${nesting}<b>x`).text).toMatch(/^<pre>[^<]*&lt;b&gt;x<\/pre>$/)
})

describe("images beside a notebook", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "tsnb-images-"))
  const own = join(folder.path, "own")
  mkdirSync(own)
  for (const file of [join(folder.path, "secret.png"), join(own, "a b.png")]) writeFileSync(file, "abc")
  // On Windows, nobody needs to be allowed to make links to folders.
  symlinkSync(folder.path, join(own, "link"), "junction")
  const read = imageReader(own)
  const shown = "data:image/png;base64,YWJj"
  const images = [
    ["a%20b.png", shown],
    ["./a b.png?x#y", shown],
    ["../secret.png", undefined],
    ["%2e%2e/secret.png", undefined],
    ["link/secret.png", undefined],
    ["link/own/a b.png", shown],
    ["a%00.png", undefined],
    [`${"x".repeat(5_000)}.png`, undefined],
    ["a b.png/c.png", undefined],
  ].map(([path = "", image]) => [path, read(path), image] as const)

  test.each(images)("%.30s", (_path, found, image) => expect(found).toBe(image))
})

describe("outputs", () => {
  test.each<[what: string, data: Record<string, unknown>, markup: RegExp]>([
    [
      "HTML, with its style, apart from the page",
      { "text/html": ["<style>b{}</style>", "<b>x</b>"] },
      /<template shadowrootmode="open"><style>b\{\}<\/style><b>x<\/b><\/template>/,
    ],
    ["HTML before text", { "text/plain": "plain", "text/html": "<i>x</i>" }, /<i>x<\/i>/],
    [
      "a drawing within HTML",
      { "text/html": '<svg viewBox="0 0 1 1"><linearGradient id="a"/></svg>' },
      /viewBox="0 0 1 1"><linearGradient id="a">/,
    ],
    [
      "what folds without a script",
      { "text/html": '<input type="checkbox" name="a" id="b" checked><label for="b" aria-label="c">x</label>' },
      /<input type="checkbox" name="a" id="b" checked(?:="")? \/><label for="b" aria-label="c">x<\/label>/,
    ],
    ["that scripts don't run", { "text/html": "<div id=x></div><script>1</script>" }, /has scripts, which don't run/],
    ["an image", { "image/png": "iVBO\nRw==\n" }, /src="data:image\/png;base64,iVBORw=="/],
    ["an SVG that knows no dark pages, on paper", { "image/svg+xml": "<svg></svg>" }, /class="picture paper"/],
    ["an SVG that does", { "image/svg+xml": "<svg>prefers-color-scheme</svg>" }, /class="picture"/],
    ["LaTeX", { "text/latex": "$\\frac{1}{2}$" }, /<mfrac>/],
    ["broken LaTeX", { "text/latex": "$\\frac{$" }, /frac/],
    [
      "a chart that needs a script",
      { "application/vnd.vegalite.v5+json": {}, "text/plain": "Vega-Lite 5 chart" },
      /Vega-Lite 5 chart: it is drawn by a script/,
    ],
    ["JSON", { "application/json": { a: [1] } }, /<summary>.*\{1\}/],
    [
      "text with colours",
      { "text/plain": "\u001b[31mred\u001b[39m <b>" },
      /<span class="ansi-red-fg">red<\/span> &lt;b&gt;/,
    ],
  ])("%s", (_what, data, markup) => expect(shown(data)).toMatch(markup))
})

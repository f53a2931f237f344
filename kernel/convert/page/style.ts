/** The page's style: light or dark as the reader's system is, and light on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #fff; --text: #1f2328; --quiet: #59636e; --line: #d8dee4; --panel: #f6f8fa;
  --link: #0b57b0; --good: #1a7f37; --bad: #c4302b; --warning: #8a5a00; --busy: #0b57b0; --good-ground: #eaf7ee;
  --bad-ground: #fdeeee; --warning-ground: #fff6e0; --busy-ground: #eaf2fc; --string: #0a6640; --keyword: #a52064;
  --number: #0b57b0; --comment: #59636e; --name: #6a3fb5; --badge: #fff;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #16191d; --text: #e3e8ee; --quiet: #9aa4af;
  --line: #343b43; --panel: #1e2328; --link: #79b8ff; --good: #5bc873; --bad: #ff8a80; --warning: #e8b64c; --busy: #79b8ff;
  --good-ground: #17291d; --bad-ground: #331c1c; --warning-ground: #2f2610; --busy-ground: #16263a; --string: #8ddb9f;
  --keyword: #ff8fb8; --number: #8ec5ff; --comment: #9aa4af; --name: #c6a8ff; --badge: #16191d } }
* { box-sizing: border-box }
html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif }
header { position: sticky; top: 0; z-index: 1; display: flex; gap: 1.5rem; align-items: baseline; padding: .6rem 1.5rem;
  background: var(--ground); border-bottom: 1px solid var(--line) }
header .file { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
header nav { display: flex; gap: 1.1rem; margin-left: auto }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1.2rem 1.5rem }
footer { color: var(--quiet); font-size: .85rem; border-top: 1px solid var(--line); margin-top: 2rem }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 .5em }
h1 { font-size: 1.9rem; margin-top: .6em } h2 { font-size: 1.4rem } h3 { font-size: 1.1rem }
section > h2 { border-top: 1px solid var(--line); padding-top: 1.2rem; margin-top: 2rem }
code, pre, .log { font-family: var(--mono); font-size: .86em; tab-size: 2 }
pre code { font-size: inherit }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
.note, .element { color: var(--quiet) } .note { font-size: .9em }
.good { color: var(--good) } .bad { color: var(--bad) } .warning { color: var(--warning) } .busy { color: var(--busy) }
.quiet { color: var(--quiet) }
.summary { border-radius: 6px; border-left: 4px solid currentColor; padding: .55rem .9rem; margin: 0 0 .8rem }
.summary > *, p.summary { color: var(--text) } .summary p { margin: 0 }
.summary.good { background: var(--good-ground) } .summary.bad { background: var(--bad-ground) }
.summary.warning { background: var(--warning-ground); border-left-color: var(--warning) }
.summary.busy, .summary.quiet { background: var(--busy-ground) }
.state { white-space: nowrap; font-weight: 600 } .sign { display: inline-block; width: 1em; text-align: center }
.stale { color: var(--warning); border: 1px solid currentColor; border-radius: 4px; padding: 0 .35em; font-size: .85em;
  font-weight: 600 }
.cell { margin: .9rem 0 }
#tsnb-notebook > .title { margin: 1.4rem 0 -.4rem; font-weight: 600 }
.cell.code { scroll-margin-top: 3.5rem; border: 1px solid var(--line); border-radius: 6px; overflow: hidden }
.source, .raw { padding: .75rem 1rem; background: var(--panel) } .raw { border-radius: 6px }
.source .directive { color: var(--name) }
.status { margin: 0; padding: .3rem 1rem; font-size: .85rem; color: var(--quiet); border-top: 1px solid var(--line) }
.outputs { padding: .75rem 1rem; display: grid; gap: .6rem } .code > .outputs { border-top: 1px solid var(--line) }
.outputs > * { min-width: 0; max-width: 100%; margin: 0 } .outputs pre { max-height: 40rem; overflow: auto }
.stderr { border-left: 3px solid var(--warning); padding-left: .7rem }
.error { border-left: 3px solid var(--bad); padding-left: .7rem }
.apart { overflow-x: auto; contain: layout paint }
.picture { max-width: 100%; height: auto; justify-self: start; border-radius: 4px }
.paper { color-scheme: light }
@media screen and (prefers-color-scheme: dark) { .paper { background: #fff; padding: .5rem } }
.text > :first-child { margin-top: 0 } .text > :last-child { margin-bottom: 0 }
.text p, .text ul, .text ol { margin: .6em 0 } .text img { max-width: 100% }
.text pre { background: var(--panel); padding: .7rem 1rem; border-radius: 6px }
.text :not(pre) > code, td code, th code { background: var(--panel); padding: .1em .3em; border-radius: 4px }
.text blockquote { margin: .6em 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet) }
.wide, .flow { overflow-x: auto }
table { border-collapse: collapse }
.text th, .text td, .tasks th, .tasks td, .facts th, .facts td { text-align: left; vertical-align: baseline;
  padding: .3rem 1.1rem .3rem 0; border-bottom: 1px solid var(--line) }
.tasks { width: 100% } .tasks th, .facts th { font-weight: normal; white-space: nowrap }
thead th { color: var(--quiet); font-size: .85em } .tasks .number { text-align: right; white-space: nowrap }
.tasks .why { min-width: 10rem; font-size: .9em; overflow-wrap: anywhere } .tasks .span { width: 9rem; min-width: 6rem }
.bar { height: .6rem; min-width: 2px; border-radius: 2px; background: currentColor } .element { padding-left: 1rem }
.flow svg { display: block; margin: .4rem 0 } .flow rect { fill: var(--panel); stroke: currentColor; stroke-width: 1.3 }
.flow .name { fill: var(--text); font: 12.5px var(--mono) } .flow .badge { fill: currentColor }
.flow .sign { fill: var(--badge); font: bold 10px var(--mono) } .flow .quiet rect { stroke: var(--quiet) }
.flow .edge { fill: none; stroke: var(--quiet); stroke-width: 1.3 } .flow .tip { fill: var(--quiet) }
.flow a:hover rect { stroke-width: 2.2 }
.log { line-height: 1.5; margin-top: .4rem; border: 1px solid var(--line); border-radius: 6px; padding: .5rem .8rem;
  overflow-wrap: anywhere }
.log span { white-space: pre-wrap } .log time { color: var(--quiet) } .log b { font-weight: normal; color: var(--name) }
.log .warn { color: var(--warning) } .log .error { color: var(--bad); border: 0; padding: 0 } .log .debug { color: var(--quiet) }
summary { cursor: pointer } .json { font-family: var(--mono); font-size: .86em } .json details > * { margin-left: 1.2em }
.json summary { margin-left: 0 } .json .key { color: var(--name) } .json .value { color: var(--string) }
.hljs-comment { color: var(--comment) } .hljs-keyword, .hljs-literal, .hljs-tag { color: var(--keyword) }
.hljs-string, .hljs-regexp, .hljs-attr { color: var(--string) } .hljs-number, .hljs-built_in { color: var(--number) }
.hljs-title, .hljs-name, .hljs-type { color: var(--name) } .hljs-subst { color: var(--text) }
.ansi-red-fg, .ansi-bright-red-fg { color: var(--bad) } .ansi-green-fg, .ansi-bright-green-fg { color: var(--good) }
.ansi-yellow-fg, .ansi-bright-yellow-fg { color: var(--warning) } .ansi-blue-fg, .ansi-bright-blue-fg { color: var(--link) }
.ansi-cyan-fg, .ansi-bright-cyan-fg { color: var(--number) } .ansi-magenta-fg, .ansi-bright-magenta-fg { color: var(--name) }
.ansi-bright-black-fg { color: var(--quiet) } .ansi-bold { font-weight: 600 } .ansi-dim { color: var(--quiet) }
.ansi-italic { font-style: italic } .ansi-underline { text-decoration: underline }
.switch { margin-left: auto; white-space: nowrap; cursor: pointer } .switch input { accent-color: var(--link) }
.report:not(:has(#tsnb-code:checked)) :is(.source, .stream, .status, .code-only) { display: none }
.report:not(:has(#tsnb-code:checked)) .cell.code { border: 0; overflow: visible }
.report:not(:has(#tsnb-code:checked)) .cell.code > .outputs { border: 0; padding: 0 }
@media print { header { display: none } main { max-width: none; padding: 0 } .outputs pre { max-height: none }
  .cell.code { overflow: visible } .source, .text pre { border: 0 } details::details-content { content-visibility: visible }
  * { print-color-adjust: exact } h2, h3, .status { break-after: avoid } tr, .picture, .flow { break-inside: avoid } }
`

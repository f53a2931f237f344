import { readFile, readdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { FlowEvent, NumberedEvent } from "../../kernel/flow/events.ts"
import { startBrowser, type Page } from "../clients/browser.ts"
import { TestNotebook } from "../support/flow.ts"
import { layered } from "../webview/notebooks.ts"
import { PanelPage, PanelServer } from "../webview/panelPage.ts"
import { panelBehind, panelCompleted, printingTasks, storedRun, watchPanel, type Said } from "./lag.ts"

/**
 * The flow panel in Chromium: how long until a large graph is shown, how smoothly it follows a run and how far it is behind,
 * how long another view takes, and long logs.
 */

const lineCount = 1_000_000
/** For the page: posts the lines as a host does, some thousand together. */
const sendLines = `(() => {
  const most = 5000
  let sequence = 0
  const post = () => {
    const events = Array.from({ length: most }, () => {
      sequence += 1
      const text = "line " + sequence + ": the quick brown fox jumps over the lazy dog"
      return { sequence, event: { type: "logged", run: "long", time: sequence, task: "step0x0", attempt: 1, level: "info", text } }
    })
    window.postMessage({ type: "events", run: "long", events })
    if (sequence < ${lineCount}) setTimeout(post)
  }
  post()
})()`

/**
 * For the page: resolves with the time when the part of the graph that can be read has been painted inside the window, with
 * the map of all of it, in milliseconds since the page began.
 */
const graphSeen = `new Promise((resolve) => {
  const isInside = ({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
  const look = () => {
    const cards = [...document.querySelectorAll(".card")].filter((card) => isInside(card.getBoundingClientRect()))
    const areSeen = cards.length > 20 && document.querySelectorAll(".mini-box").length === 500
    // What was drawn in one frame has been painted when the next begins.
    requestAnimationFrame(areSeen ? () => resolve(performance.now()) : look)
  }
  look()
})`

/** For the page: goes through the views, and resolves with the milliseconds until each was painted, in their order. */
const switchTabs = `(async () => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const isSeen = (name) => [...document.querySelectorAll(name === "graph" ? ".card" : "#page > *")]
    .some((one) => one.checkVisibility())
  const took = []
  for (const name of ["log", "timeline", "runs", "parameters", "results", "graph"]) {
    const began = performance.now()
    document.querySelector("#tab-" + name).click()
    do await painted()
    while (!isSeen(name))
    took.push([name, performance.now() - began])
  }
  return took
})()`

await using browser = await startBrowser()
await using server = await PanelServer.start()
using notebook = new TestNotebook()
notebook.write("flow.tsnb", layered(25, 20))

await reportSize()
{
  const before = performance.now()
  await using panel = await PanelPage.open(browser, server, notebook.path, "light", { width: 1000, height: 900 })
  const shown = Number(await panel.page.evaluate(graphSeen))
  const whole = performance.now() - before
  report("a graph of 500 tasks, shown after the page began", shown, "ms; aim 1500")
  report("the same, with the browser's new page", whole, "ms")
  await panel.page.screenshot({ path: join(import.meta.dirname, "..", "..", "test-results", "panel", "500 tasks.png") })
  await followRun(panel)
}
for (const count of [500, 2_000]) {
  using many = new TestNotebook()
  many.write("flow.tsnb", printingTasks(count))
  await using panel = await PanelPage.open(browser, server, many.path)
  await followFlow(panel, many.path, count)
}
{
  await using panel = await PanelPage.open(browser, server, notebook.path)
  await openLog(panel)
}

/** Bytes as they travel. */
async function reportSize(): Promise<void> {
  const folder = join(import.meta.dirname, "..", "..", "dist", "webview")
  let size = 0
  for (const name of await readdir(folder)) {
    if (!name.startsWith("main.")) continue
    size += (await promisify(gzip)(await readFile(join(folder, name)), { level: 9 })).length
  }
  report("the bundle, gzipped", size / 1_000, "KB; aim 700")
}

/** 1,000 changes of state a second for five seconds; the browser's own frames are counted. */
async function followRun(panel: PanelPage): Promise<void> {
  const run = "bench"
  const tasks = Array.from({ length: 500 }, (_, index) => `step${Math.floor(index / 20)}x${index % 20}`)
  const base = { run, time: Date.now() }
  const outline = tasks.map((name) => ({ name, dependsOn: [], tags: [], line: 1 }))
  let sequence = 0
  const numbered = (event: FlowEvent): NumberedEvent => ({ sequence: (sequence += 1), event })
  const idle = await framesDuring(panel.page, () => wait(2_000))
  report("frames a second while nothing happens", idle, "")
  await panel.say({ type: "runStarted", run })
  await panel.say({
    type: "events",
    run,
    events: [numbered({ ...base, type: "flowStarted", flow: "f", notebook: "/f", parameters: {}, tasks: outline })],
  })
  let at = 0
  const frames = await framesDuring(panel.page, async () => {
    for (let batch = 0; batch < 150; batch++) {
      const events = Array.from({ length: 33 }, () => {
        const task = tasks[at % tasks.length] ?? ""
        const round = Math.floor(at / tasks.length)
        at += 1
        return numbered({
          ...base,
          type: "taskStateChanged",
          task,
          attempt: Math.floor(round / 2) + 1,
          state: round % 2 === 0 ? "running" : "retrying",
        })
      })
      await panel.say({ type: "events", run, events })
      await wait(33)
    }
  })
  report(
    "frames a second with 1,000 changes of state a second",
    frames,
    `; ${((frames / idle) * 100).toFixed(0)} % of idle; aim 60`,
  )
}

/** A real run, with the views after it. */
async function followFlow(panel: PanelPage, path: string, count: number): Promise<void> {
  await panel.page.locator(".card").first().waitFor()
  await panel.page.evaluate(watchPanel)
  await panel.page.locator("vscode-button", { hasText: "Run Flow" }).click()
  await panel.page.evaluate(panelCompleted)
  const run = await storedRun(path)
  // The page wrote it, by the function above.
  const { atEnd, atMost } = panelBehind((await panel.page.evaluate("window.said")) as readonly Said[], run)
  report(`a run of ${count} tasks by the engine`, run.endedAt - run.startedAt, "ms")
  report("the panel behind the engine at its end", atEnd, "ms; goal 200")
  report("the panel behind the engine at most", atMost, "ms; goal 200")
  for (const time of ["for the first time", "again"]) {
    // The same.
    const tabs = (await panel.page.evaluate(switchTabs)) as readonly (readonly [name: string, took: number])[]
    for (const [name, took] of tabs) report(`to the view ${name} ${time}`, took, "ms; goal 100")
  }
}

/** A run's log comes in pages, as its host sends it; here the page makes them itself, so that no debugger is in the way. */
async function openLog(panel: PanelPage): Promise<void> {
  await panel.page.locator(".card").first().waitFor()
  await panel.say({ type: "runStarted", run: "long" })
  await panel.page.locator("#tab-log").click()
  const before = performance.now()
  await panel.page.evaluate(sendLines)
  await panel.page.locator(".log-row").first().waitFor()
  report("a long log, until its first lines are shown", performance.now() - before, "ms; aim 1000")
  await panel.page.locator(".toolbar", { hasText: "1,000,000 lines" }).waitFor({ timeout: 120_000 })
  report(`all ${lineCount.toLocaleString("en")} lines`, performance.now() - before, "ms")
  const scrolling = await framesDuring(panel.page, async () => {
    for (let step = 0; step < 60; step++) {
      await panel.page.evaluate(`document.querySelector(".log-lines").scrollTop = ${step * 333_000}`)
      await wait(33)
    }
  })
  report("frames a second while it is scrolled through", scrolling, "")
  const filtering = performance.now()
  await panel.page.locator("input[type=search]:visible").fill("line 999999:")
  await panel.page.locator(".toolbar", { hasText: /\b1 line\b/u }).waitFor()
  report("a text found among them", performance.now() - filtering, "ms")
}

async function framesDuring(target: Page, act: () => Promise<void>): Promise<number> {
  await target.evaluate(
    "(() => { const own = window.counting = { frames: 0 }; (function count() { own.frames++; if (window.counting === own) requestAnimationFrame(count) })() })()",
  )
  const before = performance.now()
  await act()
  const frames = Number(
    await target.evaluate("const { frames } = window.counting; window.counting = undefined; frames"),
  )
  return (frames * 1_000) / (performance.now() - before)
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function report(what: string, figure: number, unit: string): void {
  console.log(`${what}: ${figure < 100 ? figure.toFixed(1) : figure.toFixed(0)} ${unit}`)
}

import { within } from "../../flow/timer.ts"
import type { Completion, Completions } from "../../language/completions.ts"
import { wordStart } from "../../language/completions.ts"
import type { Inspection } from "../../language/inspection.ts"
import { joinLive, joinLiveValue } from "../../language/joinLive.ts"
import { livePathAt, type LivePath } from "../../language/livePath.ts"
import type { LiveNotebook } from "../../session/live.ts"
import type { KernelLog } from "../kernelLog.ts"
import { keywords } from "./keywords.ts"

/** What knows a language by the text of cells, without their values. */
export interface Language {
  complete(cells: readonly string[], source: string, offset: number): Promise<Completions>
  inspect(cells: readonly string[], source: string, offset: number, detail: 0 | 1): Promise<Inspection | undefined>
  /** Looks at cells ahead of the first question about them. */
  prepare(cells: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Where an assistant gets its knowledge from. */
export interface AssistantOptions {
  /** Loads what knows the language; absent where nothing does. Called when it is first asked. */
  openLanguage?(): Promise<Language>
}

/** Front ends with a person in front of them don't wait much longer. */
const answerTime = 900
/** Some programs wait as long as it takes: for them a language server that has to start first may take its time. */
const startTime = 10_000

/**
 * Completes and explains names, by what TypeScript knows of the cells and by the values that the names hold. Either is
 * enough: the one that is late is left out.
 */
export class Assistant {
  readonly #notebook: () => Promise<LiveNotebook>
  readonly #options: AssistantOptions
  readonly #log: KernelLog
  #language: Promise<Language | undefined> | undefined
  #hasAnswered = false

  constructor(notebook: () => Promise<LiveNotebook>, options: AssistantOptions, log: KernelLog) {
    this.#notebook = notebook
    this.#options = options
    this.#log = log
  }

  /** What may stand at a UTF-16 offset in a cell. */
  async complete(source: string, offset: number): Promise<Completions> {
    const path = livePathAt(source, offset)
    const [known, names] = await Promise.all([
      this.#ask(async (language, cells) => language.complete(cells, source, offset)),
      path ? this.#names(path) : [],
    ])
    const isProperty = path !== undefined && path.owner.length > 0
    const completions = known ?? withoutLanguage(source, offset, path !== undefined && !isProperty)
    return joinLive(completions, names, source, offset, isProperty)
  }

  /** What stands at a UTF-16 offset in a cell, by MIME type; undefined when nothing is known of it. */
  async inspect(source: string, offset: number, detail: number): Promise<Inspection["data"] | undefined> {
    const path = livePathAt(source, offset)?.whole
    const [known, value] = await Promise.all([
      this.#ask(async (language, cells) => language.inspect(cells, source, offset, detail > 0 ? 1 : 0)),
      path && path.length > 0 ? this.#live((notebook) => notebook.look(path)) : undefined,
    ])
    return joinLiveValue(known, path?.join(".") ?? "", value)?.data
  }

  /** Has what a cell brought along looked at ahead of the next question, for those who ever asked one. */
  prepare(): void {
    if (this.#language) void this.#ask(async (language, cells) => language.prepare(cells))
  }

  async close(): Promise<void> {
    const language = await this.#language
    await language?.close()
  }

  async #names({ owner }: LivePath): Promise<readonly string[]> {
    if (owner.length > 0) return (await this.#live((notebook) => notebook.look(owner)))?.properties ?? []
    return (await this.#live((notebook) => notebook.names())) ?? []
  }

  async #live<Answer>(question: (notebook: LiveNotebook) => Promise<Answer>): Promise<Answer | undefined> {
    return this.#answered("the live values", answerTime, async () => question(await this.#notebook()))
  }

  async #ask<Answer>(
    question: (language: Language, cells: readonly string[]) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const time = this.#hasAnswered ? answerTime : startTime
    return this.#answered("the language server", time, async () => {
      this.#language ??= this.#open()
      const [language, notebook] = await Promise.all([this.#language, this.#notebook()])
      const answer = language && (await question(language, notebook.sources()))
      this.#hasAnswered = true
      return answer
    })
  }

  async #answered<Answer>(whose: string, time: number, question: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await within(time, question())
    } catch (error) {
      this.#log.error(`no answer from ${whose}`, error)
      return undefined
    }
  }

  async #open(): Promise<Language | undefined> {
    try {
      return await this.#options.openLanguage?.()
    } catch (error) {
      this.#log.error("the language server could not be started", error)
      return undefined
    }
  }
}

function withoutLanguage(source: string, offset: number, isName: boolean): Completions {
  const start = wordStart(source, offset)
  const typed = source.slice(start, offset)
  const fitting = isName && typed !== "" ? keywords.filter((keyword) => keyword.startsWith(typed)) : []
  return { start, end: offset, items: fitting.map((text): Completion => ({ text, kind: "keyword" })) }
}

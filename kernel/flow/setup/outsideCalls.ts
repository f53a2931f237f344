import { isBuiltin } from "node:module"
import { firstPart, lastPart } from "../../cell/dottedNames.ts"
import { isGlobalName } from "../../cell/globalNames.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"

/** Where the effect of a call shows. */
export type Reach =
  /** Nowhere: it only tells something, or prints. */
  | "nowhere"
  /** In this process, and in it everywhere. */
  | "process"
  /** Outside of any process: files, the network, other programs. */
  | "outside"

/** What changes the process itself when it is called, whatever is made of the value that it gives. */
const processFunctions =
  /^process\.(?:addListener|chdir|initgroups|loadEnvFile|off|on|once|prepend\w+|remove\w+|set\w+|umask)$/

const outsideGlobals: ReadonlySet<string> = new Set(["fetch", "WebSocket", "EventSource", "Worker"])

const wideGlobals: ReadonlySet<string> = new Set(["eval", "process.exit", "require"])

/**
 * What a call of a global does.
 * @param name dotted, such as `process.chdir`
 * @param isCommand it is called for what it does: nobody uses its value
 * @param isKnown whether JavaScript or Node bring the global along
 */
export function reachOfGlobal(name: string, isCommand: boolean, isKnown: boolean): Reach {
  const own = name.replace(/^(?:globalThis|global)\./, "")
  const isOfNobody = !isKnown || (own !== name && !isGlobalName(firstPart(own)))
  if (processFunctions.test(own)) return "process"
  if ((isOfNobody || processLists.test(own)) && isChangingMethod(lastPart(own))) return "process"
  if (!isCommand) return "nowhere"
  if (outsideGlobals.has(own)) return "outside"
  const last = lastPart(own)
  return wideGlobals.has(own) || (isOfNobody && !(own !== last && isReadingMethod(last))) ? "process" : "nowhere"
}

/** Lists of the process that code may change. */
const processLists = /^process\.(?:argv|execArgv)\./

/** Whether a method of JavaScript's own objects changes them. */
export function isChangingMethod(name: string): boolean {
  return /^(?:add|clear|copyWithin|delete|fill|pop|push|reverse|set|shift|sort|splice|unshift)$/.test(name)
}

/** Whether a name stands for what the whole process shares, and for no function. */
export function isProcessState(name: string): boolean {
  return /^(?:globalThis|global|process|process\.(?:argv|env|execArgv))$/.test(name)
}

/** Whether each attempt begins as if the function hadn't been called. */
export function isUndone(name: string): boolean {
  return /^(?:(?:globalThis|global)\.)?process\.(?:chdir|loadEnvFile|umask)$/.test(name)
}

/** Modules of Node that work on files, the network and other programs. */
const outsideModules =
  /^(?:fs|fs\/promises|child_process|cluster|dgram|http|http2|https|net|sqlite|tls|worker_threads)$/

/** Whether a module of Node's works on files, the network or other programs. */
export function isOutsideModule(specifier: string): boolean {
  return outsideModules.test(specifier.replace(/^node:/, ""))
}

/** Modules of Node that only work something out. */
const pureModules =
  /^(?:os|path|path\/\w+|punycode|querystring|readline|readline\/promises|string_decoder|timers|timers\/promises|url|zlib|crypto)$/

const readingFunctions =
  /^(?:access|create(?:Hash|Hmac|ReadStream)|exists|format|get|inspect|is|l?stat|open|promisify|read|realpath|watch)/

/**
 * What a call of a function of one of Node's modules does, as a statement of its own.
 * @param specifier such as `node:fs`
 * @param name of the function, such as `mkdirSync`
 */
export function reachOfBuiltin(specifier: string, name: string): Reach {
  const module = specifier.replace(/^node:/, "")
  if (pureModules.test(module) || readingFunctions.test(name)) return "nowhere"
  return outsideModules.test(module) ? "outside" : "process"
}

/** Whether a module of Node's only works something out, or works on what is outside of the process. */
export function isPureModule(specifier: string): boolean {
  const module = specifier.replace(/^node:/, "")
  return isBuiltin(specifier) && (pureModules.test(module) || /^(?:fs|fs\/promises|child_process)$/.test(module))
}

/** Whether a specifier names one of Node's own modules. */
export function isOfNode(specifier: string): boolean {
  return isBuiltin(specifier)
}

/**
 * Whether a method that only tells something where JavaScript's own objects are concerned may well change an object of
 * somebody else's making, when nobody uses what it gives: `database.exec(…)`, `program.parse(…)`.
 */
export function maySetUp(method: string): boolean {
  return /^(?:exec|find|forEach|match|parse|parseAsync|predict|render|safeParse|safeParseAsync|search|test|validate)$/.test(
    method,
  )
}

/** Whether a function changes what it is handed, as its name says: `shuffle(rows)`. */
export function isChangeName(name: string): boolean {
  return /^(?:add|append|apply|assign|clean|defaults|delete|drop|extend|fill|fix|insert|merge|mutate|normali[sz]e|patch|pull|push|remove|replace|reverse|rotate|scale|set|shuffle|sort|swap|transform|unset|update)(?=[A-Z_\d]|$)/.test(
    name,
  )
}

/** Whether a function only tells something, as its name says: `logger.info(…)`. */
export function isOutputName(name: string): boolean {
  return /^(?:debug|error|info|log|print|println|table|trace|warn|warning)$/.test(name)
}

/** Names that people give to functions that are called for what they set up, even where the value is used. */
const setupNames =
  /^(?:config|configure|disable|enable|extend|init|initiali[sz]e|install|locale|patch|polyfill|register|seed|set|setup|use)(?=[A-Z_\d]|$)/

/** Whether a function's name says that it sets something up. */
export function isSetupName(name: string): boolean {
  return setupNames.test(name)
}

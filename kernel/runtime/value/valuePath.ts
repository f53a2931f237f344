/** How many steps of a long path are shown at either end. */
const shownSteps = 6

/** A path as the code that reaches its end: the name of the whole, then the steps from `memberStep` and others. */
export function formatPath(name: string, steps: readonly PathStep[]): string {
  if (steps.length <= 2 * shownSteps) return applySteps(name, steps)
  return `${applySteps(name, steps.slice(0, shownSteps))} … ${applySteps("", steps.slice(-shownSteps))}`
}

/** From the code that reaches a container to the code that reaches one of its members. */
export type PathStep = (container: string) => string

function applySteps(name: string, steps: readonly PathStep[]): string {
  return steps.reduce((path, step) => step(path), name)
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

/** The step to a property or an element. */
export function memberStep(key: string | number | symbol): PathStep {
  return (container) => {
    if (typeof key === "string") {
      return identifier.test(key) ? `${container}.${key}` : `${container}[${JSON.stringify(key)}]`
    }
    return typeof key === "number" ? `${container}[${key}]` : `${container}[${symbolCode(key)}]`
  }
}

function symbolCode(symbol: symbol): string {
  const key = Symbol.keyFor(symbol)
  return key === undefined ? String(symbol.description) : `Symbol.for(${JSON.stringify(key)})`
}

/** The step into a Set, or to the keys or values of a Map. */
export function iterationStep(method: "" | ".keys()" | ".values()", index: number): PathStep {
  return (container) => `[...${container}${method}][${index}]`
}

/** The step to what a method returns. */
export function callStep(symbol: symbol): PathStep {
  return (container) => `${memberStep(symbol)(container)}()`
}

/** The step to a Map's value under a key that can be written. */
export function getStep(key: string | number): PathStep {
  return (container) => `${container}.get(${JSON.stringify(key)})`
}

import { parseSync, type Class } from "oxc-parser"
import type { ClassLocation } from "./context.ts"

// oxlint-disable-next-line typescript/unbound-method -- kept before user code can replace it, and only used by `call`
const functionSource = Function.prototype.toString

/** What an error's class means for storing the error. */
export type ErrorClass =
  /** A built-in one, which is everywhere. */
  | { kind: "builtIn" }
  /** A person's or a package's: the error is stored as its instance. */
  | { kind: "own"; constructor: Function }
  /** One that Node keeps to itself: the error is stored as the built-in one that it extends, where its class isn't found. */
  | { kind: "node"; constructor: Function }
  /** A prototype without a class, or a class whose instances can't be made without its constructor. */
  | { kind: "unusable"; why: "prototype" | "private" }

/** What is to be known of an error's class. */
export function errorClass(error: object): ErrorClass {
  const prototype: unknown = Object.getPrototypeOf(error)
  if (!isObject(prototype)) return { kind: "unusable", why: "prototype" }
  if (isBuiltInPrototype(prototype)) return { kind: "builtIn" }
  const constructor = constructorOf(prototype)
  if (!constructor) return { kind: "unusable", why: "prototype" }
  if (isNodes(error, constructor)) return { kind: "node", constructor }
  return hasPrivateMembers(prototype) ? { kind: "unusable", why: "private" } : { kind: "own", constructor }
}

/**
 * The prototype of errors of a class.
 * @returns undefined when the class, as it is now, isn't one of errors
 */
export function errorPrototype(constructor: Function): object | undefined {
  const prototype: unknown = Reflect.get(constructor, "prototype")
  return isObject(prototype) && Object.prototype.isPrototypeOf.call(Error.prototype, prototype) ? prototype : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

function constructorOf(prototype: object): Function | undefined {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
  return typeof constructor === "function" && constructor.prototype === prototype ? constructor : undefined
}

/** Also of another realm, and those of Node's own errors with codes, which name the built-in that they extend. */
function isBuiltInPrototype(prototype: object): boolean {
  if (prototype === DOMException.prototype) return true
  // Node's have a getter for it.
  const constructor: unknown = Object.hasOwn(prototype, "constructor") && Reflect.get(prototype, "constructor")
  return typeof constructor === "function" && functionSource.call(constructor).includes("[native code]")
}

/** Whether Node made the error, of a class that nobody can import or of one that is in its modules. */
function isNodes(error: object, constructor: Function): boolean {
  if (constructor === assertionError()) return true
  const stack: unknown = Reflect.get(error, "stack")
  const first = typeof stack === "string" ? /^ +at .*$/m.exec(stack)?.[0] : undefined
  return first !== undefined && /\bnode:[\w/]+:\d+/.test(first)
}

/** Node's one class of errors that can be imported. It is found without anything of the notebook being loaded. */
const assertionErrorLocation = { module: "node:assert", name: "AssertionError" } as const

function assertionError(): Function {
  return process.getBuiltinModule("node:assert").AssertionError
}

/** Where a class of Node's own is found; undefined for those that it keeps to itself. */
export function nodeClassLocation(constructor: Function): ClassLocation | undefined {
  return constructor === assertionError() ? assertionErrorLocation : undefined
}

/** The class of Node's own at a location. */
export function nodeClassAt(location: ClassLocation): Function | undefined {
  const { module, name } = assertionErrorLocation
  return "module" in location && location.module === module && location.name === name ? assertionError() : undefined
}

/** What compilers make of private members for engines that have none. */
const lowered = /\b__privateAdd\b|\b_*classPrivate\w*\b/

/** Whether a class, or one that it extends, has private members, which only its constructor gives to an instance. */
function hasPrivateMembers(own: object): boolean {
  for (let prototype: unknown = own; isObject(prototype) && !isBuiltInPrototype(prototype);) {
    const constructor = constructorOf(prototype)
    const source = constructor ? functionSource.call(constructor) : ""
    if (lowered.test(source) || (source.includes("#") && declaresPrivate(source))) return true
    prototype = Object.getPrototypeOf(prototype)
  }
  return false
}

function declaresPrivate(source: string): boolean {
  const [statement] = parseSync("class.js", `(${source})`, { lang: "js", sourceType: "module" }).program.body
  if (statement?.type !== "ExpressionStatement") return false
  const inner =
    statement.expression.type === "ParenthesizedExpression" ? statement.expression.expression : statement.expression
  return (
    inner.type === "ClassExpression" &&
    membersOf(inner).some((member) => "key" in member && !member.static && member.key.type === "PrivateIdentifier")
  )
}

function membersOf({ body }: Class): Class["body"]["body"] {
  return body.body
}

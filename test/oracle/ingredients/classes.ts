import type { Recipes } from "./recipe.ts"

/** Instances that several cells change. */
export const classes = {
  account: ({ id, number }) => ({
    defines: `class Account${id} {
  static #opened = 0
  static get opened(): number {
    return Account${id}.#opened
  }
  #balance: number
  readonly log: string[] = []
  constructor(balance: number) {
    this.#balance = balance
    Account${id}.#opened++
  }
  get balance(): number {
    return this.#balance
  }
  set limit(value: number) {
    this.log.push(\`limit \${value}\`)
  }
  deposit(amount: number): this {
    this.#balance += amount
    this.log.push(\`+\${amount}\`)
    return this
  }
}
const account${id} = new Account${id}(${number})`,
    changes: [
      `account${id}.deposit(5).deposit(1)`,
      `account${id}.limit = ${number}`,
      {
        code: `const second${id} = new Account${id}(1)
second${id}.deposit(account${id}.balance)`,
        uses: [`second${id}.balance`],
      },
    ],
    uses: [`account${id}.balance`, `account${id}.log`, `Account${id}.opened`],
  }),
  singleton: ({ id, number }) => ({
    defines: `class Cache${id} {
  static #instance: Cache${id} | undefined
  static get instance(): Cache${id} {
    return (Cache${id}.#instance ??= new Cache${id}())
  }
  readonly #known = new Map<string, string>()
  hits = 0
  misses = 0
  get(key: string): string {
    const known = this.#known.get(key)
    if (known !== undefined) {
      this.hits++
      return known
    }
    this.misses++
    this.#known.set(key, key.toUpperCase())
    return key
  }
}`,
    changes: [
      {
        code: `const warm${id} = ["a", "b", "a"].map((key) => Cache${id}.instance.get(key))`,
        uses: [`warm${id}`],
      },
      `Cache${id}.instance.get("${number}")`,
    ],
    uses: [`Cache${id}.instance.hits`, `Cache${id}.instance.misses`],
  }),
  tree: ({ id, number, base }) => ({
    defines: `class Node${id} {
  readonly children: Node${id}[] = []
  constructor(
    readonly name: string,
    readonly parent?: Node${id},
  ) {}
  add(name: string): Node${id} {
    const child = new Node${id}(name, this)
    this.children.push(child)
    return child
  }
  toJSON(): unknown {
    return { [this.name]: this.children }
  }
}
const root${id} = new Node${id}("root")
const seen${id} = () => ${base}`,
    changes: [
      `const leaf${id} = root${id}.add("branch").add("leaf ${number}")`,
      {
        code: `let node${id}: Node${id} | undefined = root${id}.children[0]
while (node${id}) {
  node${id}.add("more")
  node${id} = node${id}.parent
}`,
      },
      `root${id}.children.reverse()`,
    ],
    uses: [`JSON.stringify(root${id})`, `root${id}.children.length`, `seen${id}()`],
  }),
  history: ({ id, number }) => ({
    defines: `class Editor${id} {
  #past: string[] = []
  #text = ""
  get text(): string {
    return this.#text
  }
  set text(next: string) {
    this.#past.push(this.#text)
    this.#text = next
  }
  undo(): void {
    this.#text = this.#past.pop() ?? ""
  }
  get depth(): number {
    return this.#past.length
  }
}
const editor${id} = new Editor${id}()`,
    changes: [`editor${id}.text = "one ${number}"`, `editor${id}.text += ", two"`, `editor${id}.undo()`],
    uses: [`editor${id}.text`, `editor${id}.depth`],
  }),
  shapes: ({ id, number }) => ({
    defines: `abstract class Shape${id} {
  static made: string[] = []
  constructor(protected size: number) {
    Shape${id}.made.push(new.target.name)
  }
  abstract get area(): number
  scale(by: number): this {
    this.size *= by
    return this
  }
}
class Square${id} extends Shape${id} {
  get area(): number {
    return this.size ** 2
  }
}
class Circle${id} extends Shape${id} {
  get area(): number {
    return Math.round(this.size * 3)
  }
  override scale(by: number): this {
    return super.scale(by + 1)
  }
}
const shapes${id}: Shape${id}[] = [new Square${id}(${number})]`,
    changes: [
      `shapes${id}.push(new Circle${id}(2))`,
      `for (const shape of shapes${id}) shape.scale(2)`,
      { code: `const [square${id}] = shapes${id}\nsquare${id}?.scale(3)`, uses: [`square${id}?.area`] },
    ],
    uses: [`shapes${id}.map(({ area }) => area)`, `Shape${id}.made.join()`],
  }),
  hiddenState: ({ id, number }) => ({
    defines: `const states${id} = new WeakMap<object, { steps: number }>()
const mark${id} = Symbol("mark")
class Worker${id} {
  [mark${id}] = "fresh"
  constructor() {
    states${id}.set(this, { steps: ${number} })
  }
  step(): void {
    states${id}.get(this)!.steps++
  }
  get steps(): number {
    return states${id}.get(this)?.steps ?? -1
  }
}
const worker${id} = new Worker${id}()`,
    changes: [`worker${id}.step()`, `worker${id}[mark${id}] = "used"`, `states${id}.get(worker${id})!.steps *= 2`],
    uses: [`worker${id}.steps`, `worker${id}[mark${id}]`],
  }),
  accessors: ({ id, number }) => ({
    defines: `const temperature${id} = {
  celsius: ${number},
  log: [] as number[],
  get fahrenheit() {
    return this.celsius * 2 + 30
  },
  set fahrenheit(value) {
    this.log.push(value)
    this.celsius = (value - 30) / 2
  },
}`,
    changes: [`temperature${id}.fahrenheit = 50`, `temperature${id}.celsius++`, `temperature${id}.fahrenheit += 2`],
    uses: [`temperature${id}.fahrenheit`, `temperature${id}.log`, `temperature${id}.celsius`],
  }),
  query: ({ id, number }) => ({
    defines: `class Query${id} {
  #parts: string[] = []
  #limit?: number
  where(condition: string): this {
    this.#parts.push(condition)
    return this
  }
  limit(count: number): this {
    this.#limit = count
    return this
  }
  toString(): string {
    return \`\${this.#parts.join(" and ")} limit \${this.#limit}\`
  }
}
const query${id} = new Query${id}().where("a")`,
    changes: [
      `query${id}.where("b = ${number}").limit(${number})`,
      `const same${id} = query${id}.where("c")
same${id}.limit(1)`,
    ],
    uses: [`String(query${id})`, `query${id}.toString().length`],
  }),
  defaults: ({ id, number }) => ({
    defines: `class Counts${id} extends Map<string, number> {
  override get(key: string): number {
    if (!this.has(key)) this.set(key, ${number})
    return super.get(key)!
  }
  add(key: string): void {
    this.set(key, this.get(key) + 1)
  }
}
const counts${id} = new Counts${id}()`,
    changes: [`counts${id}.add("a")`, `counts${id}.get("b")`, `for (const letter of "abc") counts${id}.add(letter)`],
    uses: [`[...counts${id}]`, `counts${id}.has("b")`],
  }),
  statics: ({ id, number }) => ({
    defines: `class Registry${id} {
  static readonly items: string[] = []
  static last = ${number}
  static add(item: string): typeof Registry${id} {
    this.items.push(item)
    this.last = this.items.length
    return this
  }
}`,
    changes: [
      `Registry${id}.add("one").add("two")`,
      `Registry${id}.last++`,
      `const items${id} = Registry${id}.items
items${id}.push("more")`,
    ],
    uses: [`Registry${id}.items.join()`, `Registry${id}.last`],
  }),
  iterable: ({ id, number }) => ({
    defines: `class Deck${id} {
  #cards = [${number}, 2, 3]
  deal(): number | undefined {
    return this.#cards.shift()
  }
  *[Symbol.iterator](): Generator<number> {
    yield* this.#cards
  }
  [Symbol.toPrimitive](): string {
    return \`\${this.#cards.length} cards\`
  }
}
const deck${id} = new Deck${id}()`,
    changes: [
      { code: `const hand${id} = [deck${id}.deal(), deck${id}.deal()]`, uses: [`hand${id}`] },
      `hand${id}.push(0)`,
    ],
    uses: [`[...deck${id}]`, `\`\${deck${id}}\``],
  }),
} as const satisfies Recipes

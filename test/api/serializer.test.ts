import { expect, test } from "vitest"
import { reviveSymbol, serializer, storeSymbol } from "../../kernel/api/serializer.ts"

class Decimal {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
const how = { store: ({ text }: Decimal) => text, revive: (text: string) => new Decimal(text) }

test("a serializer gives a class the two methods by which its instances are kept, unseen and as often as one likes", () => {
  serializer(Decimal, how)
  serializer(Decimal, how)
  const instance = new Decimal("9.99")
  const stored: unknown = Reflect.apply(Reflect.get(instance, storeSymbol) as () => unknown, instance, [])
  expect(stored).toBe("9.99")
  expect(Reflect.apply(Reflect.get(Decimal, reviveSymbol) as () => unknown, Decimal, [stored])).toEqual(instance)
  expect([...Reflect.ownKeys(instance), ...Object.keys(Decimal)]).toEqual(["text"])
})

test.each<[title: string, parameters: readonly unknown[], message: string]>([
  ["no class", [{}, how], "serializer() needs a class"],
  ["an arrow function", [() => 1, how], "serializer() needs a class"],
  ["no functions", [Decimal, { store: how.store }], "serializer(Decimal, …) needs two functions: { store, revive }"],
])("%s is refused", (_, parameters, message) => {
  expect(() => {
    Reflect.apply(serializer, undefined, [...parameters])
  }).toThrow(message)
})

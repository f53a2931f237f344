import { describe, expect, test } from "vitest"
import { jpeg, png } from "../../kernel/api/index.ts"
import { show } from "../../kernel/runtime/display/show.ts"

const bytes = { png: Buffer.from("89504e470d0a1a0a00", "hex"), jpeg: Buffer.from("ffd8ffe000104a464946", "hex") }

describe.for([
  ["image/png", png, bytes.png, bytes.jpeg],
  ["image/jpeg", jpeg, bytes.jpeg, bytes.png],
] as const)("%s", ([type, make, right, wrong]) => {
  const base64 = right.toString("base64")

  test.for([
    ["bytes", right],
    ["bytes in a larger buffer", new Uint8Array(Buffer.concat([Buffer.from("x"), right])).subarray(1)],
    ["a buffer of its own", new Uint8Array(right).buffer],
    ["base64", base64],
    ["base64 in lines", `${base64.slice(0, 6)}\n${base64.slice(6)}\n`],
    ["a data: URL", `data:${type};base64,${base64}`],
  ] as const)("of %s", ([, image]) => {
    expect(show(make(image))).toMatchObject({ data: { [type]: base64 } })
  })

  test.for([
    ["another format", wrong],
    ["a path", "chart.png"],
    ["no image", ""],
    ["nothing", undefined as unknown as string],
    ["a number", 5 as unknown as string],
  ] as const)("not of %s", ([, image]) => {
    expect(() => make(image)).toThrow(/takes the bytes of a (?:PNG|JPEG) image/)
  })
})

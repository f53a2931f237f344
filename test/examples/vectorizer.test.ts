import { describe, expect, test } from "vitest"
import { DictVectorizer, NoSamplesError, type Sample } from "../../examples/vectorizer.ts"

describe("the features of samples, in the order that scikit-learn gives them", () => {
  const table: readonly [what: string, samples: readonly Sample[], features: readonly string[]][] = [
    ["a number", [{ trip_distance: 1 }], ["trip_distance"]],
    ["categories sort as text, not as numbers", [{ z: "10" }, { z: "9" }, { z: "100" }], ["z=10", "z=100", "z=9"]],
    [
      "capitals come before small letters",
      [{ trip_distance: 1, PU_DO: "7_7" }, { PU_DO: "130_205" }],
      ["PU_DO=130_205", "PU_DO=7_7", "trip_distance"],
    ],
    ["a missing value is a number", [{ a: null }, { b: undefined }], ["a", "b"]],
    ["a name that is a number and a text", [{ a: 1 }, { a: "1" }], ["a", "a=1"]],
    ["an empty text is a category", [{ a: "" }], ["a="]],
    ["code points, beyond the basic plane too", [{ a: "\u{1F695}" }, { a: "\uFF5E" }], ["a=\uFF5E", "a=\u{1F695}"]],
    ["samples without anything", [{}, {}], []],
  ]
  test.each(table)("%s", (_what, samples, features) => {
    expect(DictVectorizer.fit(samples).features).toEqual(features)
  })

  test("without samples there is nothing to learn", () => {
    expect(() => DictVectorizer.fit([])).toThrow(NoSamplesError)
  })
})

describe("the rows of a sparse matrix", () => {
  const vectorizer = DictVectorizer.fit([
    { trip_distance: 1, PU_DO: "7_7" },
    { trip_distance: 2, PU_DO: "130_205" },
  ])

  test("have their columns in order, whatever the order of the sample's", () => {
    expect(
      vectorizer.transform([
        { trip_distance: 1.5, PU_DO: "7_7" },
        { PU_DO: "130_205", trip_distance: 2.5 },
      ]),
    ).toEqual({
      rows: 2,
      columns: 3,
      data: Float64Array.of(1, 1.5, 1, 2.5),
      indices: Int32Array.of(1, 2, 0, 2),
      rowStarts: Int32Array.of(0, 2, 4),
    })
  })

  const table: readonly [what: string, sample: Sample, data: number[], indices: number[]][] = [
    ["an unknown category is left out", { PU_DO: "1_1", trip_distance: 3 }, [3], [2]],
    ["an unknown name is left out", { weather: "rain" }, [], []],
    ["zero is a value that is there", { trip_distance: 0 }, [0], [2]],
    ["a missing number is there as NaN", { trip_distance: null }, [Number.NaN], [2]],
    ["an undefined number too", { trip_distance: undefined }, [Number.NaN], [2]],
  ]
  test.each(table)("%s", (_what, sample, data, indices) => {
    const matrix = vectorizer.transform([sample])
    expect(matrix.data).toEqual(Float64Array.from(data))
    expect(matrix.indices).toEqual(Int32Array.from(indices))
    expect(matrix.rowStarts).toEqual(Int32Array.of(0, data.length))
  })

  test("of no samples are none", () => {
    expect(vectorizer.transform([])).toMatchObject({ rows: 0, columns: 3, rowStarts: Int32Array.of(0) })
  })

  test("are the same after the vectorizer was stored", () => {
    const stored: unknown = Reflect.apply(Reflect.get(vectorizer, Symbol.for("tsnb.store")), vectorizer, [])
    const revived: unknown = Reflect.get(DictVectorizer, Symbol.for("tsnb.revive"))(structuredClone(stored))
    expect(revived).toBeInstanceOf(DictVectorizer)
    expect(revived).toEqual(vectorizer)
    expect(JSON.parse(JSON.stringify(revived))).toEqual({ features: ["PU_DO=130_205", "PU_DO=7_7", "trip_distance"] })
  })
})

import * as v from "valibot"
import type { ParameterType } from "../../kernel/cell/parameterType.ts"

const nested = v.lazy(() => parameterType)

/** What a parameter takes, as the kernel tells it in JSON; what isn't known takes anything. */
export const parameterType: v.GenericSchema<unknown, ParameterType> = v.fallback(
  v.variant("kind", [
    v.object({ kind: v.picklist(["string", "number", "bigint", "boolean", "date", "object", "json"]) }),
    v.object({ kind: v.literal("choice"), choices: v.array(v.union([v.string(), v.number(), v.boolean()])) }),
    v.object({ kind: v.literal("array"), element: nested }),
    v.object({ kind: v.literal("tuple"), elements: v.array(nested) }),
    v.object({ kind: v.literal("union"), members: v.array(nested) }),
    // JSON leaves out what is undefined.
    v.pipe(
      v.object({ kind: v.literal("nothing"), value: v.optional(v.null()) }),
      v.transform(({ kind, value }) => ({ kind, value })),
    ),
    v.object({ kind: v.literal("made"), name: v.string() }),
  ]),
  { kind: "json" },
)

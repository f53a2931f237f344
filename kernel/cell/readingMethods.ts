/** Methods of JavaScript's own objects that leave them as they are. */
const reading: ReadonlySet<string> = new Set(
  (
    "at catch charAt charCodeAt codePointAt concat constructor difference endsWith entries every exec filter finally find " +
    "findIndex findLast findLastIndex flat flatMap forEach get has hasOwnProperty includes indexOf intersection " +
    "isDisjointFrom isPrototypeOf isSubsetOf isSupersetOf isWellFormed join keys lastIndexOf length localeCompare map " +
    "match matchAll normalize padEnd padStart propertyIsEnumerable reduce reduceRight repeat replace replaceAll search " +
    "slice some split startsWith subarray substring symmetricDifference take drop test then trim trimEnd trimStart union " +
    "valueOf values with " +
    // Those of data frames, tensors and the like that people end a cell with.
    "compare decode encode equals parse parseAsync predict render safeParse safeParseAsync serialize stringify validate " +
    "head tail print describe summary info shape mean median sum min max std count unique format"
  ).split(" "),
)

/** The methods of `Date`, and of most people's classes, that only tell something: `getTime`, `isValid`, `toString`. */
const readingPrefix = /^(?:get|has|is|to|as)(?=[A-Z0-9_]|$)/

/** Whether a method with this name leaves its object as it is, as far as its name tells. */
export function isReadingMethod(name: string): boolean {
  return reading.has(name) || readingPrefix.test(name)
}

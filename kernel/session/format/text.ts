export { cutStart, cutText, oneLine, padText, textWidth, withoutSequences } from "../../runtime/display/oneLine.ts"
export { count } from "./count.ts"
export { linesOf } from "./lines.ts"

/** The parts of a name between which a line may end: `readTrain_2` has `read`, `Train_` and `2`. */
export function nameParts(name: string): readonly string[] {
  return name.split(/(?<=[_\-.: /])|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).filter((part) => part !== "")
}

/** How many lines a name takes when it may only end one between its parts, or within one that is longer than a line. */
export function lineCount(name: string, letters: number): number {
  let [lines, used] = [1, 0]
  for (const { length } of nameParts(name)) {
    if (used > 0 && used + length > letters) [lines, used] = [lines + 1, 0]
    used += length
    lines += Math.ceil(used / letters) - 1
    used -= (Math.ceil(used / letters) - 1) * letters
  }
  return lines
}

import { relative } from "node:path"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Those that take minutes, or most of one. */
const longest = ["test/oracle/generated.test.ts", "test/oracle/corpus.test.ts", "test/hostile/time.test.ts"]

/** Begins with the files that take longest: begun late, one of them would go on alone when all the others have ended. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longest.indexOf(relative(this.ctx.config.root, moduleId).replaceAll("\\", "/"))
      return place === -1 ? longest.length : place
    }
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

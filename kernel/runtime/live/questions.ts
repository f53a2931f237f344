import { reportError } from "../error/report.ts"
import type { Output } from "../../model/valueReference.ts"
import type { ValueContext } from "../value/context.ts"
import type { ResultFolder } from "../value/resultFolder.ts"
import { storeValue } from "../value/store.ts"
import { lookAt } from "./look.ts"
import type { Answers, Question } from "../../model/liveMessages.ts"
import type { LiveScope } from "./scope.ts"

export interface QuestionOptions {
  scope: LiveScope
  values: ValueContext
  results: ResultFolder
}

/** Never rejects. */
export async function answerQuestion(question: Question, options: QuestionOptions): Promise<Answers[keyof Answers]> {
  const { scope } = options
  switch (question.kind) {
    case "names":
      return scope.names
    case "look": {
      const [first, ...rest] = question.path
      if (first === undefined || !scope.isDefined(first)) return undefined
      return lookAt(scope.value(first), rest)
    }
    case "store": {
      const outputs: Output[] = []
      for (const name of question.names) outputs.push(await stored(name, options))
      return outputs
    }
  }
}

async function stored(name: string, { scope, values, results }: QuestionOptions): Promise<Output> {
  if (!scope.isDefined(name)) return { name, problem: `No cell that has run defines '${name}'` }
  try {
    return { name, value: await storeValue(scope.value(name), name, values, results) }
  } catch (error) {
    return { name, problem: reportError(error).message }
  }
}

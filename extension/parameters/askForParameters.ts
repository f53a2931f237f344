import { QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from "vscode"
import { parametersOf, type Parameter } from "../../kernel/cell/parameters.ts"
import { canBeGiven } from "../../kernel/cell/parameterValue.ts"
import { choicesOf, editText, parameterRows, problemOf, type GivenTexts, type ParameterRow } from "./form.ts"

interface FormItem extends QuickPickItem {
  /** The parameter that it is about. */
  parameter?: Parameter | undefined
  action?: "run" | "reset"
}

const title = "Run Flow with Parameters"
const resetButton = { iconPath: new ThemeIcon("discard"), tooltip: "Back to the default" }

/**
 * Lets a person see and change the values of parameters, one by one.
 * @param source of the `@parameters` cell
 * @param onChanged told of every change, so that none is lost when the form is left
 * @returns what is given; undefined when the form was left
 */
export async function askForParameters(
  source: string,
  given: GivenTexts,
  onChanged: (given: GivenTexts) => void,
): Promise<GivenTexts | undefined> {
  let current = given
  let active: string | undefined
  const change = (next: GivenTexts): void => {
    current = next
    onChanged(next)
  }
  for (;;) {
    const chosen = await pickRow(source, current, active, change)
    if (chosen?.action === "run") return current
    if (chosen?.action === "reset") change({})
    if (!chosen) return undefined
    const { parameter } = chosen
    active = parameter?.name
    const text = parameter && (await askForValue(parameter, current))
    if (!parameter || text === undefined) continue
    change(withText(current, parameter, text))
    // Enter runs the flow next, and doesn't ask for the same value again.
    active = undefined
  }
}

function withText(given: GivenTexts, parameter: Parameter, text: string | undefined): GivenTexts {
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => name !== parameter.name))
  return text === undefined || text === editText(parameter, {}) ? others : { ...others, [parameter.name]: text }
}

async function pickRow(
  source: string,
  given: GivenTexts,
  active: string | undefined,
  change: (given: GivenTexts) => void,
): Promise<FormItem | undefined> {
  let current = given
  const pick = window.createQuickPick<FormItem>()
  pick.title = title
  pick.placeholder = "Choose a parameter to change it, or run"
  pick.matchOnDescription = true
  pick.ignoreFocusOut = true
  const show = (): void => {
    pick.items = itemsOf(source, current)
    pick.activeItems = pick.items.filter(({ parameter }) => active !== undefined && parameter?.name === active)
  }
  show()
  const { promise, resolve } = Promise.withResolvers<FormItem | undefined>()
  pick.onDidAccept(() => resolve(pick.selectedItems[0]))
  pick.onDidHide(() => resolve(undefined))
  pick.onDidTriggerItemButton(({ item }) => {
    if (!item.parameter) return
    current = withText(current, item.parameter, undefined)
    change(current)
    show()
  })
  pick.show()
  try {
    return await promise
  } finally {
    pick.dispose()
  }
}

function itemsOf(source: string, given: GivenTexts): readonly FormItem[] {
  const parameters = parametersOf(source).filter(({ type }) => canBeGiven(type))
  const rows = parameterRows(parameters, given, source)
  const changed = rows.filter(({ isGiven }) => isGiven).length
  return [
    {
      label: "$(play) Run",
      description: changed === 0 ? "with the defaults" : `with ${changed} of ${rows.length} changed`,
      action: "run",
      alwaysShow: true,
    },
    { label: "Parameters", kind: QuickPickItemKind.Separator },
    ...rows.map((row, index) => itemOf(row, parameters[index])),
    ...(changed === 0
      ? []
      : [
          { label: "", kind: QuickPickItemKind.Separator },
          { label: "$(discard) Back to All Defaults", action: "reset" as const, alwaysShow: true },
        ]),
  ]
}

function itemOf({ name, value, isGiven, about }: ParameterRow, parameter: Parameter | undefined): FormItem {
  return {
    label: name,
    description: isGiven ? `${value}  (changed)` : value,
    detail: about,
    parameter,
    ...(isGiven && { buttons: [resetButton] }),
  }
}

/** @returns undefined when the person goes back */
async function askForValue(parameter: Parameter, given: GivenTexts): Promise<string | undefined> {
  const choices = choicesOf(parameter.type)
  if (!choices) return typeValue(parameter, given)
  const now = editText(parameter, given)
  const another = { label: "$(edit) Another value…", isOther: true }
  const chosen = await window.showQuickPick(
    [
      ...choices.texts.map((label) => ({ label, isOther: false, ...(label === now && { description: "now" }) })),
      ...(choices.isOpen ? [another] : []),
    ],
    { title: `${title}: ${parameter.name}`, placeHolder: parameter.help ?? "", ignoreFocusOut: true },
  )
  return chosen?.isOther ? typeValue(parameter, given) : chosen?.label
}

async function typeValue(parameter: Parameter, given: GivenTexts): Promise<string | undefined> {
  const { name, help, type } = parameter
  return window.showInputBox({
    title: `${title}: ${name}`,
    value: editText(parameter, given),
    ...(help !== undefined && { prompt: help }),
    validateInput: (text) => problemOf(text, type),
    ignoreFocusOut: true,
  })
}

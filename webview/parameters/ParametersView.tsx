import { Play, RotateCcw } from "lucide-react"
import { useMemo, useState } from "react"
import { capitalised } from "../model/stateTitle.ts"
import { Button, Checkbox, IconButton, Select, TextArea, TextField } from "../controls/controls.tsx"
import { canRun } from "../model/canRun.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { fieldsOf, givenValues, problemOf, textOf, type Field } from "./field.ts"

/** A form for the flow's parameters, and a run with them. */
export function ParametersView() {
  const model = usePanel()
  const parameters = useModel(({ notebook }) => notebook?.parameters)
  const isRunnable = useModel(canRun)
  const lastValues = useModel(({ shown }) => shown?.view.parameters)
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map())
  const fields = useMemo(() => fieldsOf(parameters ?? []), [parameters])
  const problems = new Map(
    fields.flatMap((field) => {
      const text = texts.get(field.name)
      const problem = text === undefined ? undefined : problemOf(field, text)
      return problem === undefined ? [] : [[field.name, problem] as const]
    }),
  )
  if (fields.length === 0) return <NoParameters />
  const run = (): void => {
    if (!isRunnable || problems.size > 0) return
    model.set({ view: "graph" })
    void model.ask({ type: "run", parameters: givenValues(fields, texts) })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      <div className="form-fields">
        {fields.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            text={texts.get(field.name) ?? field.text ?? ""}
            problem={problems.get(field.name)}
            onChange={(text) => setTexts(new Map([...texts, [field.name, text]]))}
          />
        ))}
      </div>
      <div className="form-end">
        <Button onClick={run} isDisabled={!isRunnable || problems.size > 0}>
          <Play size={14} aria-hidden /> Run with These Values
        </Button>
        {texts.size > 0 && (
          <IconButton
            icon={RotateCcw}
            text="Defaults"
            label="Back to the defaults"
            onClick={() => setTexts(new Map())}
          />
        )}
        {lastValues && Object.keys(lastValues).length > 0 && (
          <IconButton
            icon={RotateCcw}
            text="As in the run shown"
            label="Take the values of the run that is shown"
            onClick={() => setTexts(textsOf(fields, lastValues))}
          />
        )}
      </div>
    </form>
  )
}

function textsOf(fields: readonly Field[], values: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  return new Map(
    fields.flatMap(({ name, type }) => (name in values ? [[name, textOf(values[name], type)] as const] : [])),
  )
}

function FieldRow(props: {
  field: Field
  text: string
  problem: string | undefined
  onChange: (text: string) => void
}) {
  const { field, text, problem, onChange } = props
  const isDefault = text === (field.text ?? "")
  return (
    <div className={`field ${problem === undefined ? "" : "is-wrong"}`}>
      <div className="field-name">
        <span>{field.name}</span>
        {!isDefault && <span className="quiet"> · changed</span>}
      </div>
      {field.help !== undefined && field.control !== "switch" && <p className="quiet">{field.help}</p>}
      <Control field={field} text={text} isInvalid={problem !== undefined} onChange={onChange} />
      <p
        className={problem === undefined ? "quiet field-hint" : "field-problem"}
        role={problem === undefined ? undefined : "alert"}
      >
        {problem === undefined ? hintOf(field) : `It ${problem}`}
      </p>
    </div>
  )
}

function Control(props: { field: Field; text: string; isInvalid: boolean; onChange: (text: string) => void }) {
  const { field, text, isInvalid, onChange } = props
  const { name, help, control, type } = field
  const placeholder = field.text === undefined ? "worked out by the cell's code" : ""
  switch (control) {
    case "switch":
      return <Checkbox label={help ?? name} isChecked={text === "true"} onChange={(isOn) => onChange(String(isOn))} />
    case "choice": {
      const choices =
        type.kind === "choice" ? type.choices.map((choice) => ({ value: String(choice), text: String(choice) })) : []
      return <Select label={name} value={text} choices={choices} onChange={onChange} />
    }
    case "longText":
      return (
        <TextArea
          label={name}
          value={text}
          rows={4}
          placeholder={placeholder}
          isInvalid={isInvalid}
          onChange={onChange}
        />
      )
    case "text":
      return <TextField label={name} value={text} isInvalid={isInvalid} placeholder={placeholder} onChange={onChange} />
  }
}

function hintOf({ control, takes, type }: Field): string {
  return control === "switch" || control === "choice" || type.kind === "string" ? "" : capitalised(takes)
}

function NoParameters() {
  return (
    <div className="center empty">
      <h2>No parameters</h2>
      <p>
        Begin a cell with <code>{"// @parameters"}</code>: its constants can be set here, and on the command line.
      </p>
    </div>
  )
}

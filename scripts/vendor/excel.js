// Excel is left out of the bundle: its reader is as large as all the rest.
function unavailable() {
  throw new Error(
    "Excel files need the whole of danfojs-node. Run `npm install danfojs-node` in the notebook's folder; it is used from there.",
  )
}

export const read = unavailable
export const readFile = unavailable
export const writeFile = unavailable
export const write = unavailable
export const utils = { sheet_to_json: unavailable, json_to_sheet: unavailable, book_new: unavailable }

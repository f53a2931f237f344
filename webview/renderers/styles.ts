/** Puts a style sheet on the page, once. */
export function styled(name: string, rules: string): void {
  const id = `tsnb-style-${name}`
  if (document.getElementById(id)) return
  const sheet = document.createElement("style")
  sheet.id = id
  sheet.textContent = rules
  document.head.append(sheet)
}

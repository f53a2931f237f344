/**
 * What a text has that a terminal would obey, or that hides text or turns it about; colours and styles are allowed.
 * A list, for failures to show it.
 */
export function obeyedIn(text: string): readonly string[] {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const rest = text.replaceAll(/\u001b\[[\d;:]*m/g, "")
  // oxlint-disable-next-line no-control-regex -- the same
  return rest.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/g) ?? []
}

/** All others are sent as JSON; texts and images are sent as a text. */
export function isTextType(type: string): boolean {
  return !/[/+]json$|^application\/vnd\./.test(type) && /^(?:text|image|audio|video|application)\//.test(type)
}

/** What front ends and converters need to know of a notebook's language; they keep it in the notebook's file. */
export const languageInfo = {
  name: "typescript",
  // The language's own version would cost loading it; nothing depends on it.
  version: "7.0",
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  // JupyterLab looks for a language of this name; as a mode of JavaScript's, types wouldn't be coloured.
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
} as const

export type {
  Directive,
  FlowDirective,
  FlowOptions,
  HookDirective,
  HookState,
  Loop,
  ParametersDirective,
  TaskDirective,
  TaskOptions,
} from "./directive.ts"
export { findDirective, type DirectiveLine, type FoundDirective } from "./find.ts"
export { parseDirective, type ParsedDirective } from "./parse.ts"
export { directiveReference } from "./reference.ts"
export { directives, isDirectiveName, type DirectiveEntry, type Option, type Reference } from "./table.ts"
export { lateDirectives } from "./late.ts"

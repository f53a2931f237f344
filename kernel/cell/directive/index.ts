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
export { parseDirective, type ParsedDirective } from "./parse.ts"
export { directiveReference } from "./reference.ts"
export { directives, type DirectiveEntry, type Option } from "./table.ts"

import type { Node } from "oxc-parser"
import type { EffectWalk } from "./effectWalk.ts"

type ClassNode = Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>
type Member = ClassNode["body"]["body"][number]

/** Looks at a class: what is static in it runs when it is defined. */
export function visitClass(walk: EffectWalk, node: ClassNode): void {
  if (node.superClass) {
    walk.visit(node.superClass, true)
    if (walk.surroundings.entersFunctions) walk.inherit(node.superClass)
    else walk.superClasses.push(node.superClass)
  }
  decorate(walk, node)
  for (const member of node.body.body) visitMember(walk, member, node.id?.name)
}

function visitMember(walk: EffectWalk, member: Member, className: string | undefined): void {
  if ("decorators" in member) decorate(walk, member)
  if ("computed" in member && member.computed) walk.visit(member.key, true)
  if (member.type === "MethodDefinition" && member.kind === "get") walk.hasAccessors = true
  if (member.type === "StaticBlock") {
    for (const statement of member.body) walk.visit(statement, false)
    if (className !== undefined) walk.calls.callItself(member, className)
  }
  const value = "value" in member ? member.value : undefined
  if (!value) return
  if (member.type !== "MethodDefinition" && "static" in member && member.static) {
    walk.visit(value, true)
    walk.flows.give(walk.names.sourcesOf(value))
  } else if (walk.surroundings.entersFunctions) walk.use(value)
  else walk.deferred.push(value)
}

function decorate(walk: EffectWalk, { decorators }: Pick<ClassNode, "decorators">): void {
  for (const { expression } of decorators) walk.calls.call(expression, { hands: [], isUsed: true })
}

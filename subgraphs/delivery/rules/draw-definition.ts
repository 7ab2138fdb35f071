import type { StepDefinition, WorkflowDefinition } from '../workflows/definition.ts'

/** A version as a flow chart (Mermaid): groups from top to bottom, people rounded, control points with a thick border. */
export function drawDefinition({ groups }: Pick<WorkflowDefinition, 'groups'>): string {
  const nodes = groups.flat().map((step) => `  ${step.key}${shapeOf(step)}`)
  const edges = groups.slice(1).flatMap((group, index) => group.flatMap((to) => edgesTo(groups[index] ?? [], to)))
  const controls = groups.flat().flatMap(({ key, mandatoryControl }) => (mandatoryControl ? [key] : []))
  const style = controls.length === 0 ? [] : ['  classDef control stroke-width:3px', `  class ${controls.join(',')} control`]
  return ['flowchart TD', ...nodes, ...edges, ...style].join('\n')
}

const edgesTo = (from: readonly StepDefinition[], to: StepDefinition): readonly string[] =>
  from.map(({ key }) => `  ${key} ${to.optional ? '-.->' : '-->'} ${to.key}`)

function shapeOf({ key, name, system, approval, wait }: StepDefinition): string {
  const label = `"${key} ${name}<br/>${approval?.kind ?? wait?.role ?? system}"`
  if (approval !== undefined) return `{{${label}}}`
  return wait === undefined ? `[${label}]` : `([${label}])`
}

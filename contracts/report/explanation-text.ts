import type { ExplainedCaller, Explanation } from '../explain/explain-coordinate.ts'

/** An explanation for a terminal: what it is, who decides with file and line, who sees it, and what becomes of one caller. */
export function explanationText({ coordinate, policy, sourceOfRecord, rules, rowRules, variants, caller }: Explanation): string {
  const { classification, pii, masked, tags, subgraphs, at } = policy
  const facts = [
    row('written', at.join(', ') || '-'),
    row('answered by', subgraphs.join(', ') || '-'),
    row('record', sourceOfRecord ?? '-'),
    row('classified', `${classification}${pii ? ', personal data' : ''}`),
    row('masked', masked === null ? '-' : `${masked.as}, unless ${masked.unless.map((all) => all.join(' and ')).join(', or ')}`),
    row('tags', tags.join(', ') || '-'),
  ]
  const written = rules.flatMap((rule, index) => {
    const decision = caller?.decisions[index]
    const told = decision === undefined ? [] : [`      ${decision.verdict}: ${decision.reason}`]
    return [`    ${rule.coordinate}`, ...rule.writtenAt.map((place) => `      ${place}`), ...told]
  })
  const atSubgraph = [
    ...subgraphs.map((name) => `    ${name} checks the rules of its own schema again, before any resolver runs`),
    ...(rowRules.length > 0
      ? rowRules.map((place) => `    rows: ${place}`)
      : ['    rows: no rule of this entity in policies/rows']),
  ]
  return [
    coordinate,
    ...facts,
    '  at the gateway, before planning',
    ...(written.length > 0 ? written : ['    no rule: every caller of a variant that shows it']),
    '  at the subgraph',
    ...atSubgraph,
    '  variants',
    ...variants.map(({ name, visible, reason }) => `    ${name.padEnd(14)} ${visible ? 'visible' : 'hidden '}  ${reason}`),
    ...(caller === null ? [] : [outcome(caller)]),
  ].join('\n')
}

const row = (name: string, value: string) => `  ${name.padEnd(12)} ${value}`

function outcome({ name, variant, outcome: result }: ExplainedCaller): string {
  const meaning = {
    hidden: `hidden: it does not exist in the variant ${variant}`,
    denied: 'denied: the field is null with UNAUTHORIZED_FIELD_OR_TYPE and is never fetched',
    depends: 'depends on the request: see above',
    granted: 'granted; which rows is decided at the subgraph',
  }
  return `  as ${name} (${variant}): ${meaning[result]}`
}

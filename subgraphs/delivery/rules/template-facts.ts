import { conditionsOf, ruleOf, type TemplateQuestion, type TemplateSelection, unmetConditions } from './select-template.ts'
import type { ProjectTemplate } from './templates/project-template.ts'

/**
 * What whoever decides on a template is shown: the template in question, and why. For the one that the rules select these are
 * the rules; for one that a person chose instead, what the rules would have taken, and which of its conditions do not hold.
 */
export function templateFacts(
  question: TemplateQuestion,
  { template: suggested, matched }: TemplateSelection,
  template: ProjectTemplate,
): Readonly<Record<string, string>> {
  const { code, version } = template
  const own = { templateCode: code, templateVersion: String(version) }
  if (code === suggested.code)
    return { ...own, ...Object.fromEntries(matched.map(({ rule, explanation }) => [rule, explanation])) }
  const unmet = unmetConditions(template, question)
  const fit = unmet.length === 0 ? 'chosen by a person' : `chosen by a person, although ${unmet.join(', ')} does not fit`
  return {
    ...own,
    suggestedTemplateCode: suggested.code,
    suggestedTemplateVersion: String(suggested.version),
    [ruleOf(template).rule]: `${code} v${version} by ${conditionsOf(template).join(', ')}: ${fit}`,
  }
}

import type { RegionCode } from '../../port.ts'
import type { ProjectTemplate } from './project-template.ts'

/** What a region adds to every template; it never takes away, so that all variants keep the plan of their family. */
interface RegionalVariant {
  readonly suffix: string
  readonly region: RegionCode
  readonly name: string
  /** Task of the first phase, which is done before anybody of the client is involved. */
  readonly task: string
  readonly kickoffCondition: string
  /** Replaces the rhythm of the template; null keeps it. */
  readonly billingFrequency: ProjectTemplate['billingFrequency']
}

const VARIANTS: readonly RegionalVariant[] = [
  {
    suffix: 'DE',
    region: 'DACH',
    name: 'Germany',
    // Works Constitution Act (BetrVG), section 87 (1) no. 6: a say in systems that can watch the work of people.
    task: 'Works-council note',
    kickoffCondition: 'Works council of the client informed, where there is one',
    billingFrequency: null,
  },
  {
    suffix: 'IN',
    region: 'IND',
    name: 'India',
    task: 'Place of supply and service code for GST',
    kickoffCondition: 'GSTIN of both parties and the service code are on the billing terms',
    billingFrequency: null,
  },
  {
    suffix: 'BR',
    region: 'LATAM',
    name: 'Brazil',
    task: 'Billing events with evidence for the service invoice',
    kickoffCondition: 'Municipality and service code of the electronic service invoice confirmed',
    billingFrequency: 'ON_EVENT',
  },
]

/** The template itself, and what becomes of it in the regions that have rules of their own. */
export function withRegionalVariants(template: ProjectTemplate): readonly ProjectTemplate[] {
  return [template, ...VARIANTS.map((variant) => toVariant(template, variant))]
}

function toVariant(template: ProjectTemplate, variant: RegionalVariant): ProjectTemplate {
  const { phases, kickoffChecklist, billingFrequency } = template
  return {
    ...template,
    code: `${template.code}-${variant.suffix}`,
    name: `${template.name} (${variant.name})`,
    regions: [variant.region],
    billingFrequency: variant.billingFrequency ?? billingFrequency,
    phases: phases.map((phase, index) => (index === 0 ? { ...phase, tasks: [variant.task, ...phase.tasks] } : phase)),
    kickoffChecklist: [...kickoffChecklist, variant.kickoffCondition],
  }
}

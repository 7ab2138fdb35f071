import type { CurrencyCode, DecimalText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { BudgetLine } from '../port.ts'
import { checkAmount, invalid, sumExactly } from './amount.ts'

/** Exact sums of the lines; a line without a value adds nothing. Null when a sum has more digits than a `Decimal` may have. */
export function sumBudget(lines: readonly BudgetLine[]): {
  readonly revenue: DecimalText | null
  readonly cost: DecimalText | null
  readonly hours: DecimalText | null
} {
  return {
    revenue: sumExactly(lines.flatMap(({ revenue }) => revenue?.amount ?? [])),
    cost: sumExactly(lines.flatMap(({ cost }) => cost?.amount ?? [])),
    hours: sumExactly(lines.flatMap(({ hours }) => hours ?? [])),
  }
}

/** Faults of a budget: no line, a work breakdown element that the project lacks, or a value out of its range. */
export function checkBudget(
  lines: readonly BudgetLine[],
  project: { readonly currency: CurrencyCode; readonly wbsCodes: ReadonlySet<string> },
): readonly WriteError[] {
  if (lines.length === 0) return [invalid('BUDGET_EMPTY', 'A budget needs at least one line.', ['input', 'lines'])]
  const faults = lines.flatMap(({ wbsCode, hours, revenue, cost }, index) => {
    const field = (name: string) => ['input', 'lines', String(index), name]
    const amount = (name: 'revenue' | 'cost', value: typeof revenue) =>
      value === null ? [] : checkAmount(value, { currency: project.currency, lowest: 'zero', field: field(name) })
    return [
      ...(wbsCode === null || project.wbsCodes.has(wbsCode)
        ? []
        : [invalid('BUDGET_WBS_UNKNOWN', `The project has no work breakdown element ${wbsCode}.`, field('wbsCode'))]),
      ...(hours?.startsWith('-') ? [invalid('HOURS_NEGATIVE', 'Hours must not be negative.', field('hours'))] : []),
      ...amount('revenue', revenue),
      ...amount('cost', cost),
    ]
  })
  if (faults.length > 0) return faults
  const tooLarge = Object.values(sumBudget(lines)).includes(null)
  return tooLarge ? [invalid('SUM_TOO_LARGE', 'The sum of the lines has more than 18 integer digits.', ['input', 'lines'])] : []
}

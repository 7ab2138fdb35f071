import { defineStep } from './step.ts'

/** Tells finance and customer success that the project is theirs to follow from now on. */
export const handOver = defineStep({
  key: 'H20',
  async do({ resultOf }) {
    const { code } = resultOf('H09')
    const { name } = resultOf('H01')
    return {
      result: {},
      externalReference: code,
      notices: [
        { role: 'finance_controller', title: `${code} has started: ${name}. Billing follows its milestones and approved time.` },
        { role: 'customer_success', title: `${code} has started: ${name}. The success plan can begin.` },
      ],
    }
  },
  undo: null,
})

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type CheckedDefinition,
  type CheckedStep,
  CONTROL_POINTS,
  checkDefinition,
} from '../../../../subgraphs/delivery/rules/definition-rules.ts'

const step = (key: string, change: Partial<CheckedStep> = {}): CheckedStep => ({
  key,
  name: `Step ${key}`,
  ownerRole: 'delivery_ops',
  requiredInputs: [],
  optional: false,
  mandatoryControl: Object.hasOwn(CONTROL_POINTS, key),
  compensation: null,
  ...change,
})

const VALID: CheckedDefinition = {
  processOwnerId: 'wrk_deliveryops',
  groups: [
    [step('H01')],
    [step('H02', { requiredInputs: ['H01'] })],
    [step('H03', { compensation: 'Deactivate the customer.' })],
    [step('H05', { approval: { kind: 'SOW_LEGAL' } }), step('H06', { approval: { kind: 'BILLING_TERMS_FINANCE' } })],
    [step('H07', { approval: { kind: 'TEMPLATE_DELIVERY_OPS' } })],
    [step('H08', { requiredInputs: ['H05', 'H06'], compensation: 'Reopen the review.' })],
    [step('H13')],
    [step('H15', { optional: true, compensation: 'Archive the space.' })],
    [step('H18')],
    [step('H19')],
  ],
}

/** The valid definition with one step changed, or left out. */
const withStep = (key: string, change: Partial<CheckedStep> | null): CheckedDefinition => ({
  ...VALID,
  groups: VALID.groups.map((group) =>
    group.flatMap((each) => (each.key !== key ? [each] : change === null ? [] : [{ ...each, ...change }])),
  ),
})
const withGroup = (...group: readonly CheckedStep[]): CheckedDefinition => ({ ...VALID, groups: [...VALID.groups, group] })
const rulesOf = (definition: CheckedDefinition, former: CheckedDefinition | null = null) =>
  checkDefinition(definition, former).map(({ rule, stepKey }) => [rule, stepKey])

describe('checkDefinition', () => {
  it('finds nothing wrong with a definition that has every control point, alone and as a successor of itself', () => {
    expect(checkDefinition(VALID)).toEqual([])
    expect(checkDefinition(VALID, VALID)).toEqual([])
  })

  it.each(Object.keys(CONTROL_POINTS))('refuses a definition without the control point %s', (key) => {
    expect(rulesOf(withStep(key, null))).toContainEqual(['CONTROL_POINT_MISSING', key])
  })

  it.each([
    ['a control point that does not say so', withStep('H13', { mandatoryControl: false }), 'CONTROL_POINT_WEAKENED', 'H13'],
    ['a control point that nobody decides any more', withStep('H05', { approval: undefined }), 'CONTROL_POINT_WEAKENED', 'H05'],
    [
      'a control point that somebody else decides',
      withStep('H06', { approval: { kind: 'SOW_LEGAL' } }),
      'CONTROL_POINT_WEAKENED',
      'H06',
    ],
    ['an optional control point', withStep('H19', { optional: true }), 'OPTIONAL_CONTROL', 'H19'],
    ['no process owner', { ...VALID, processOwnerId: ' ' }, 'PROCESS_OWNER_MISSING', null],
    ['a step without an owner', withStep('H01', { ownerRole: '' }), 'STEP_OWNER_UNKNOWN', 'H01'],
    ['a step of a role that there is not', withStep('H01', { ownerRole: 'constructor' }), 'STEP_OWNER_UNKNOWN', 'H01'],
    ['an input that nobody gives', withStep('H13', { requiredInputs: ['H12'] }), 'INPUT_NOT_PRODUCED', 'H13'],
    ['an input that comes later', withStep('H13', { requiredInputs: ['H18'] }), 'INPUT_NOT_PRODUCED', 'H13'],
    ['an input of the same group', withStep('H05', { requiredInputs: ['H06'] }), 'INPUT_NOT_PRODUCED', 'H05'],
    ['an input of itself', withStep('H13', { requiredInputs: ['H13'] }), 'INPUT_NOT_PRODUCED', 'H13'],
    ['a key of another form', withGroup(step('kickoff')), 'STEP_KEY_INVALID', 'kickoff'],
    ['a key that is taken', withGroup(step('H01')), 'STEP_KEY_REPEATED', 'H01'],
    ['a step without a name', withStep('H01', { name: ' ' }), 'STEP_NAME_MISSING', 'H01'],
    [
      'an approval that no policy knows',
      withGroup(step('H21', { approval: { kind: 'STAFFING' } })),
      'APPROVAL_WITHOUT_LEVELS',
      'H21',
    ],
    ['an effect that nothing undoes', withStep('H08', { compensation: null }), 'UNDO_MISSING', 'H08'],
    ['an undo that says nothing', withStep('H15', { compensation: '' }), 'UNDO_MISSING', 'H15'],
  ] as const)('finds %s, and nothing else', (_, definition, rule, stepKey) => {
    expect(rulesOf(definition)).toEqual([[rule, stepKey]])
  })

  it('finds another step under a key of the former version', () => {
    expect(rulesOf(withStep('H13', { name: 'Compare the systems' }), VALID)).toEqual([['STEP_RENAMED', 'H13']])
  })

  it('finds an effect that comes before an approval, or beside it', () => {
    const [reserve, legal] = [step('H09', { compensation: 'Void the code.' }), step('H05', { approval: { kind: 'SOW_LEGAL' } })]
    const without = withStep('H05', null).groups

    expect(rulesOf({ ...VALID, groups: [[reserve], ...VALID.groups] })).toEqual([['EFFECT_BEFORE_APPROVAL', 'H09']])
    expect(rulesOf({ ...VALID, groups: [...without.slice(0, 5), [legal, reserve], ...without.slice(5)] })).toEqual([
      ['EFFECT_BEFORE_APPROVAL', 'H09'],
    ])
  })

  it('names everything that is wrong at once', () => {
    const findings = checkDefinition({ processOwnerId: '', groups: [[step('H08', { requiredInputs: ['H05'] })]] })

    expect(findings.filter(({ rule }) => rule === 'CONTROL_POINT_MISSING')).toHaveLength(8)
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(
      new Set(['CONTROL_POINT_MISSING', 'PROCESS_OWNER_MISSING', 'INPUT_NOT_PRODUCED', 'UNDO_MISSING']),
    )
  })

  it('answers for anything that has the form of a definition, and never throws', () => {
    const anyKey = fc.oneof(fc.constantFrom('H01', 'H05', 'H08', '__proto__', 'toString'), fc.string())
    const anyStep = fc.record({
      key: anyKey,
      name: fc.string(),
      ownerRole: fc.string(),
      requiredInputs: fc.array(anyKey, { maxLength: 3 }),
      optional: fc.boolean(),
      mandatoryControl: fc.boolean(),
      compensation: fc.option(fc.string()),
      approval: fc.option(fc.record({ kind: fc.string() }), { nil: undefined }),
    })
    const anyDefinition = fc.record({
      processOwnerId: fc.string(),
      groups: fc.array(fc.array(anyStep, { maxLength: 3 }), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(anyDefinition, fc.option(anyDefinition), (definition, former) => {
        // Nine control points do not fit into what this generator makes.
        expect(checkDefinition(definition, former).length).toBeGreaterThan(0)
      }),
    )
  })
})

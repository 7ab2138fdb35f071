import { describe, expect, it } from '@jest/globals'
import { ROLES } from '../../../policies/index.ts'
import { PERSONAS, personaNamed, personaWorkerId } from '../../../scripts/identity-provider/personas.ts'

/** A canonical id: prefix, underscore, lower-case letters and digits. */
const CANONICAL_ID = /^[a-z]{3}_[a-z0-9]+$/

describe('PERSONAS', () => {
  it('has one persona for every role, a deputy of delivery operations, and the five partners', () => {
    expect(PERSONAS.map(({ name }) => name)).toEqual([
      ...['account_executive', 'legal', 'finance_controller', 'billing_specialist', 'project_manager', 'delivery_director'],
      ...['region_head', 'resource_manager', 'delivery_ops', 'consultant', 'hr_partner', 'procurement_buyer', 'customer_success'],
      ...[
        'executive',
        'architect',
        'auditor',
        'partner_manager',
        'head_of_legal',
        'general_counsel',
        'cfo',
        'practice_head',
        'coo',
        'delivery_ops_deputy',
      ],
      ...['ai_service', 'svc_orchestrator'],
      ...['client_acme', 'client_borealis', 'sub_nordlicht', 'sub_kestrel', 'reseller_axiom'],
    ])
    expect([...new Set(PERSONAS.flatMap(({ roles }) => roles))].sort()).toEqual(Object.keys(ROLES).sort())
  })

  it('gives every person a worker record of its own, and nobody else one', () => {
    const workers = PERSONAS.filter(({ kind }) => kind === 'person').map(({ workerId }) => workerId)

    expect(new Set(workers).size).toBe(23)
    for (const worker of workers) expect(worker).toMatch(CANONICAL_ID)
    expect(personaWorkerId('project_manager')).toBe('wrk_projectmanager')
    expect(PERSONAS.filter(({ kind, workerId }) => kind === 'client' && workerId !== null)).toEqual([])
  })

  it('ties partners to the records of the demo data', () => {
    expect(personaNamed('client_acme')?.partner).toMatchObject({ id: 'par_acme', accountId: 'acc_acme', supplierId: null })
    expect(personaNamed('sub_kestrel')?.partner).toMatchObject({ id: 'par_kestrel', accountId: null, supplierId: 'sup_kestrel' })
    expect(personaNamed('reseller_axiom')).toMatchObject({
      variant: 'reseller',
      partner: { kind: 'RESELLER', accountId: 'acc_axiom' },
    })
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'
import { personWith } from '../../../support/subgraph-client.ts'
import { DELIVERY_LEAD, type DeliveryFixture, openDeliveryFixture } from '../support/delivery-fixture.ts'
import { type ServedDelivery, serveDelivery } from '../support/served-delivery.ts'

let fixture: DeliveryFixture
let served: ServedDelivery

beforeAll(async () => {
  fixture = await openDeliveryFixture()
  served = await serveDelivery(fixture)
})
afterAll(async () => {
  await served.stop()
  await fixture.close()
})

const TEMPLATES = `query ($serviceType: ServiceType, $region: RegionCode) {
  projectTemplates(serviceType: $serviceType, region: $region) {
    id code version publishedOn name serviceType rule priority conditions account { id } regions pricingModels
    minimumValue { amount currency } maximumValue { amount currency } practice ownerRole
    phases { name share tasks } milestones { name offset billableShare gate } roles { name role grade share mandatoryForKickoff }
  }
}`
interface Listed {
  readonly projectTemplates: readonly { readonly id: string; readonly code: string; readonly regions: readonly string[] }[]
}

describe('projectTemplates', () => {
  it('lists every template that selectTemplate takes, with its plan and the rule that selects it', async () => {
    const { data, errors } = await served.ask<Listed>(TEMPLATES, { principal: DELIVERY_LEAD })

    expect(errors).toBeUndefined()
    expect(data.projectTemplates.map(({ code }) => code)).toEqual(PROJECT_TEMPLATES.map(({ code }) => code).toSorted())
    const found = new Map(data.projectTemplates.map((template) => [template.code, template]))
    expect(found.get('IMPL-LITE')).toMatchObject({ id: 'IMPL-LITE@1', rule: 'EVERYWHERE', priority: 4, regions: [] })
    expect(found.get('IMPL-LITE-DE')).toMatchObject({
      regions: ['DACH'],
      conditions: expect.arrayContaining(['SERVICE_TYPE', 'REGION']),
    })
  })

  it('lists for an engagement type and a region what is for that region and what is for all', async () => {
    const variables = { serviceType: 'TRAINING', region: 'DACH' }
    const { data } = await served.ask<Listed>(TEMPLATES, { principal: DELIVERY_LEAD, variables })

    expect(data.projectTemplates.map(({ regions }) => regions).toSorted()).toEqual([[], ['DACH']])
  })

  it('answers a template by its id to other subgraphs, and null to an id that does not exist', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on ProjectTemplate { code } } }'
    const of = ['IMPL-LITE@1', 'IMPL-LITE@9'].map((id) => ({ __typename: 'ProjectTemplate', id }))
    const { data } = await served.ask(query, { principal: DELIVERY_LEAD, variables: { of } })

    expect(data).toEqual({ _entities: [{ code: 'IMPL-LITE' }, null] })
  })

  it('is for those who read the orchestration', async () => {
    const { data, errors } = await served.ask(TEMPLATES, { principal: personWith(['crm:read']) })

    expect(data).toEqual({ projectTemplates: null })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })
})

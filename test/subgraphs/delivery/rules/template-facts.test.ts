import { describe, expect, it } from '@jest/globals'
import { currency, decimal } from '../../../../contracts/wire/values.ts'
import { selectTemplate, type TemplateQuestion, unmetConditions } from '../../../../subgraphs/delivery/rules/select-template.ts'
import { templateFacts } from '../../../../subgraphs/delivery/rules/template-facts.ts'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'

const QUESTION: TemplateQuestion = {
  serviceType: 'SOFTWARE_IMPLEMENTATION',
  region: 'DACH',
  pricingModel: 'MILESTONE',
  value: { amount: decimal('400000.00'), currency: currency('EUR') },
  accountId: 'acc_a',
}

describe('templateFacts', () => {
  it.each(PROJECT_TEMPLATES.map((template) => [template.code, template] as const))(
    'of %s names it, and what the rules would have taken when that is another one',
    (code, template) => {
      const selection = selectTemplate(QUESTION)
      if (selection === null) throw new Error('no template fits')
      const facts = templateFacts(QUESTION, selection, template)

      expect(facts).toMatchObject({ templateCode: code, templateVersion: String(template.version) })
      expect(facts.suggestedTemplateCode).toBe(code === selection.template.code ? undefined : selection.template.code)
      for (const condition of unmetConditions(template, QUESTION)) expect(Object.values(facts).join()).toContain(condition)
    },
  )

  it('says of a template for another engagement type and region that both do not fit', () => {
    const template = PROJECT_TEMPLATES.find(({ serviceType, regions }) => serviceType === 'TRAINING' && regions[0] === 'IND')
    const selection = selectTemplate(QUESTION)
    if (template === undefined || selection === null) throw new Error('the catalogue has changed')

    expect(templateFacts(QUESTION, selection, template)).toMatchObject({
      REGION: `${template.code} v1 by serviceType, region: chosen by a person, although serviceType, region does not fit`,
    })
  })
})

import type { Connection } from '../connect.ts'
import { describePartner, type Report } from '../describe.ts'
import type { Usage } from '../options.ts'

/** `show`: one partner with what it may be granted, or all of them. */
export async function show({ subject }: Usage, { registry }: Connection): Promise<Report> {
  if (subject === undefined) {
    const partners = await registry.partners()
    return { lines: partners.length === 0 ? ['No partners.'] : partners.flatMap(describePartner), json: { partners } }
  }
  const partner = await registry.partner(subject)
  return { lines: [...describePartner(partner), `may hold: ${partner.allowedScopes.join(' ')}`], json: { partner } }
}

import type { Connection } from '../connect.ts'
import { describePartner, type Report } from '../describe.ts'
import type { Usage } from '../options.ts'

/** `register`: a firm becomes a partner. */
export async function register({ values }: Usage, { registry }: Connection): Promise<Report> {
  const { kind = '', name = '', account, supplier } = values
  const partner = await registry.register({ kind, name, accountId: account, supplierId: supplier })
  return { lines: describePartner(partner), json: { partner } }
}

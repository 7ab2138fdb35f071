import { Decimal } from 'decimal.js'
import { ID_PREFIX } from '../../../contracts/wire/ids.ts'
import { type CurrencyCode, type DecimalText, isDecimalText, minorUnitDigits } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { RequisitionDraft, RequisitionLine, RequisitionLineDraft } from '../port.ts'

/** Digits enough for every product and sum of `Decimal` values here: only `priceLines` rounds, and it says how. */
const Exact = Decimal.clone({ precision: 80 })

const REQUISITION_ID = new RegExp(`^${ID_PREFIX.Requisition}_[0-9a-z]{1,60}$`)

/** Faults of a requisition that can be seen without looking at other records. */
export function checkRequisition({ id, justification, lines }: RequisitionDraft): readonly WriteError[] {
  const field = ['input', 'lines']
  const [first] = lines
  if (first === undefined) return [invalid('REQUISITION_EMPTY', 'A requisition needs at least one line.', field)]
  const faults = [
    ...(REQUISITION_ID.test(id)
      ? []
      : [invalid('REQUISITION_ID', 'This is not the id of a requisition.', ['input', 'requisitionId'])]),
    ...(justification.trim() === ''
      ? [invalid('TEXT_EMPTY', 'The justification must not be empty.', ['input', 'justification'])]
      : []),
    ...lines.flatMap((line, index) => checkLine(line, first.unitPrice.currency, [...field, String(index)])),
  ]
  if (faults.length > 0) return faults
  return priceLines(id, lines) === null ? [invalid('SUM_TOO_LARGE', 'The total has more than 18 integer digits.', field)] : []
}

/**
 * Nets and total of the lines: quantity times price, rounded half up to the minor unit of the currency line by line, as an
 * invoice does (EN 16931, BR-CO-10). Null when an amount has more digits than a `Decimal` may have.
 */
export function priceLines(
  requisitionId: string,
  lines: readonly RequisitionLineDraft[],
): { readonly lines: readonly RequisitionLine[]; readonly total: DecimalText } | null {
  const nets = lines.map(({ quantity, unitPrice }) =>
    new Exact(quantity)
      .times(unitPrice.amount)
      .toDecimalPlaces(minorUnitDigits(unitPrice.currency), Decimal.ROUND_HALF_UP)
      .toFixed(minorUnitDigits(unitPrice.currency)),
  )
  const total = nets.reduce((sum, net) => sum.plus(net), new Exact(0)).toFixed()
  if (!isDecimalText(total)) return null
  const priced = lines.map((line, index) => {
    const amount = nets[index] as DecimalText // not negative and at most the total, which is a Decimal
    return { ...line, id: `${requisitionId}-${index + 1}`, net: { amount, currency: line.unitPrice.currency } }
  })
  return { lines: priced, total }
}

function checkLine(line: RequisitionLineDraft, currency: CurrencyCode, path: readonly string[]): readonly WriteError[] {
  const { description, quantity, unitPrice } = line
  const digits = minorUnitDigits(unitPrice.currency)
  return [
    ...(description.trim() === '' ? [invalid('TEXT_EMPTY', 'The description must not be empty.', [...path, 'description'])] : []),
    ...(new Exact(quantity).greaterThan(0)
      ? []
      : [invalid('QUANTITY_TOO_LOW', 'The quantity must be more than zero.', [...path, 'quantity'])]),
    ...(unitPrice.currency === currency
      ? []
      : [invalid('CURRENCY_MISMATCH', 'All lines must have the same currency.', [...path, 'unitPrice'])]),
    ...(new Exact(unitPrice.amount).decimalPlaces() <= digits
      ? []
      : [
          invalid('AMOUNT_DIGITS', `A price in ${unitPrice.currency} has ${digits} fraction digits at most.`, [
            ...path,
            'unitPrice',
          ]),
        ]),
    ...(new Exact(unitPrice.amount).lessThan(0)
      ? [invalid('AMOUNT_TOO_LOW', 'The price must not be negative.', [...path, 'unitPrice'])]
      : []),
  ]
}

function invalid(rule: string, message: string, field: readonly string[]): WriteError {
  return { code: 'VALIDATION_FAILED', rule, message, field }
}

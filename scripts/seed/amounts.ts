/**
 * Amounts of the example data are whole minor units (cents) and hours are whole hundredths: exact integers, no floats. All
 * currencies of the firm have two minor digits (ISO 4217).
 */
export type Minor = number
export type Hundredths = number

/** Two-digit decimal text of minor units or of hundredths. */
export function text(hundredths: number): string {
  const whole = Math.trunc(Math.abs(hundredths) / 100)
  const rest = String(Math.abs(hundredths) % 100).padStart(2, '0')
  return `${hundredths < 0 ? '-' : ''}${whole}.${rest}`
}

export const moneyOf = (amountMinor: Minor, currency: string) => ({ amount: text(amountMinor), currency })

/** Hours times rate, rounded half up to whole minor units. */
export const priceOf = (hours: Hundredths, rateMinor: Minor): Minor => Math.round((hours * rateMinor) / 100)

/** Ten-thousandths of an amount, rounded half up to whole minor units. */
export const shareOf = (amountMinor: Minor, tenThousandths: number): Minor => Math.round((amountMinor * tenThousandths) / 10_000)

/** `0.19` in ten-thousandths; the text has four fraction digits at most. */
export const tenThousandthsOf = (share: string): number => Math.round(Number(share) * 10_000)

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

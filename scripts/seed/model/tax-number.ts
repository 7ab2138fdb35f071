/**
 * Tax numbers of invented firms: right in form and check digit, and in ranges that no authority issues, so that none can
 * belong to anybody.
 */
export function taxNumberOf(country: string, index: number): { readonly scheme: string; readonly number: string } {
  const serial = String(index % 1_000_000).padStart(6, '0')
  switch (country) {
    case 'DE':
      return { scheme: 'VAT', number: `DE${withMod11_10(`00${serial}`)}` } // issued numbers do not begin with 0
    case 'GB':
      return { scheme: 'VAT', number: `GB${withMod97(`0${serial}`)}` }
    case 'AT':
      return { scheme: 'VAT', number: `ATU00${serial}` }
    case 'IE':
      return { scheme: 'VAT', number: `IE0${serial}W` }
    case 'CH':
      return { scheme: 'VAT', number: `CHE-000.${serial.slice(0, 3)}.${serial.slice(3)} MWST` }
    case 'IN':
      return { scheme: 'GST', number: withGstinCheck(`00AAAAA${serial.slice(2)}A${serial.slice(1, 2)}Z`) } // no state has code 00
    case 'BR':
      return { scheme: 'CNPJ', number: withCnpjChecks(`90${serial}0000`) } // establishments are numbered from 0001
    case 'SG':
      return { scheme: 'GST', number: `0000${serial.slice(1)}${'KMNRWXZ'.charAt(index % 7)}` } // the year of registration
    case 'US':
      return { scheme: 'EIN', number: `00-0${serial}` } // campuses do not use prefix 00
    default:
      return { scheme: 'OTHER', number: `${country}00${serial}` }
  }
}

/** ISO 7064, MOD 11,10, as in German VAT ids. */
function withMod11_10(digits: string): string {
  let product = 10
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return `${digits}${(11 - product) % 10}`
}

/** British VAT numbers: weights 8 to 2, then the distance to the next multiple of 97. */
function withMod97(digits: string): string {
  const weighted = [...digits].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0)
  return `${digits}${String(97 - (weighted % 97)).padStart(2, '0')}`
}

/** Last character of an Indian GSTIN: base 36, alternating factors 1 and 2. */
function withGstinCheck(text: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const total = [...text].reduce((sofar, sign, index) => {
    const product = alphabet.indexOf(sign) * (index % 2 === 0 ? 1 : 2)
    return sofar + Math.floor(product / 36) + (product % 36)
  }, 0)
  return `${text}${alphabet.charAt((36 - (total % 36)) % 36)}`
}

function withCnpjChecks(digits: string): string {
  const next = (text: string) => {
    const total = [...text].reduce((sofar, digit, index) => sofar + Number(digit) * (((text.length - 1 - index) % 8) + 2), 0)
    return total % 11 < 2 ? 0 : 11 - (total % 11)
  }
  const first = `${digits}${next(digits)}`
  const all = `${first}${next(first)}`
  return `${all.slice(0, 2)}.${all.slice(2, 5)}.${all.slice(5, 8)}/${all.slice(8, 12)}-${all.slice(12)}`
}

/** The invented firm: its entities, practices and roles. The figures are illustrative configuration, never tax advice. */

export type Region = 'NA' | 'UKI' | 'DACH' | 'IND' | 'LATAM' | 'APAC'

export interface Entity {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly country: string
  readonly region: Region
  readonly currency: string
  readonly timeZone: string
  /** Hours that local office hours lie behind UTC on an ordinary day; instants of people fall into them. */
  readonly utcOffsetHours: number
  readonly standardTaxRate: string
  readonly taxName: string
  readonly paymentTermsDays: number
  readonly city: string
  readonly postalCode: string
  readonly street: string
  readonly subdivision: string | null
  /** Smallest margin that the entity sells at, 0 to 1. */
  readonly marginFloor: number
}

export const ENTITIES: readonly Entity[] = [
  {
    id: 'len_us01',
    code: 'US01',
    name: 'Halden Delivery Inc.',
    country: 'US',
    region: 'NA',
    currency: 'USD',
    timeZone: 'America/New_York',
    utcOffsetHours: -5,
    standardTaxRate: '0',
    taxName: 'Sales tax',
    paymentTermsDays: 30,
    city: 'Boston',
    postalCode: '02110',
    street: '100 Harbour Street',
    subdivision: 'MA',
    marginFloor: 0.32,
  },
  {
    id: 'len_gb01',
    code: 'GB01',
    name: 'Halden Delivery Ltd',
    country: 'GB',
    region: 'UKI',
    currency: 'GBP',
    timeZone: 'Europe/London',
    utcOffsetHours: 0,
    standardTaxRate: '0.20',
    taxName: 'VAT',
    paymentTermsDays: 30,
    city: 'London',
    postalCode: 'EC2A 1AA',
    street: '8 Weaver Row',
    subdivision: null,
    marginFloor: 0.3,
  },
  {
    id: 'len_de01',
    code: 'DE01',
    name: 'Halden Delivery GmbH',
    country: 'DE',
    region: 'DACH',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    utcOffsetHours: 1,
    standardTaxRate: '0.19',
    taxName: 'USt',
    paymentTermsDays: 14,
    city: 'Hamburg',
    postalCode: '20457',
    street: 'Speicherweg 12',
    subdivision: 'HH',
    marginFloor: 0.3,
  },
  {
    id: 'len_in01',
    code: 'IN01',
    name: 'Halden Delivery Private Limited',
    country: 'IN',
    region: 'IND',
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    utcOffsetHours: 5.5,
    standardTaxRate: '0.18',
    taxName: 'GST',
    paymentTermsDays: 45,
    city: 'Pune',
    postalCode: '411001',
    street: '4 Deccan Terrace',
    subdivision: 'MH',
    marginFloor: 0.38,
  },
  {
    id: 'len_br01',
    code: 'BR01',
    name: 'Halden Delivery Ltda',
    country: 'BR',
    region: 'LATAM',
    currency: 'BRL',
    timeZone: 'America/Sao_Paulo',
    utcOffsetHours: -3,
    standardTaxRate: '0.05',
    taxName: 'ISS',
    paymentTermsDays: 30,
    city: 'Campinas',
    postalCode: '13010-000',
    street: 'Rua das Figueiras 220',
    subdivision: 'SP',
    marginFloor: 0.33,
  },
  {
    id: 'len_sg01',
    code: 'SG01',
    name: 'Halden Delivery Pte Ltd',
    country: 'SG',
    region: 'APAC',
    currency: 'SGD',
    timeZone: 'Asia/Singapore',
    utcOffsetHours: 8,
    standardTaxRate: '0.09',
    taxName: 'GST',
    paymentTermsDays: 30,
    city: 'Singapore',
    postalCode: '049000',
    street: '21 Lantern Quay',
    subdivision: null,
    marginFloor: 0.32,
  },
]

const byRegion = new Map(ENTITIES.map((entity) => [entity.region, entity]))
export const entityOf = (region: Region): Entity => byRegion.get(region) as Entity // every region has one

/** Planning rates: US dollars for one unit. Postings use them too, so that figures stay repeatable. */
export const USD_PER_UNIT: Readonly<Record<string, number>> = { USD: 1, EUR: 1.1, GBP: 1.27, INR: 0.012, BRL: 0.19, SGD: 0.75 }

/** Practices that deliver; each entity has a cost centre for every one, and its overheads after them. */
export const PRACTICES = [
  'Enterprise Applications',
  'Managed Services',
  'Advisory',
  'Digital Engineering',
  'Talent Solutions',
  'Enablement',
] as const
export const OVERHEADS = ['Sales', 'Finance', 'People', 'Technology'] as const

export interface Role {
  readonly name: string
  readonly grade: string
  /** Cost of an hour against that of a consultant. */
  readonly factor: number
  readonly share: number
}

/** Delivery roles; the shares are those of a usual team. */
export const ROLES: readonly Role[] = [
  { name: 'Analyst', grade: 'G1', factor: 0.7, share: 20 },
  { name: 'Consultant', grade: 'G2', factor: 1, share: 40 },
  { name: 'Senior Consultant', grade: 'G3', factor: 1.25, share: 25 },
  { name: 'Manager', grade: 'G4', factor: 1.5, share: 11 },
  { name: 'Principal', grade: 'G5', factor: 1.9, share: 4 },
]

/** Loaded cost of a consultant's hour, US dollars. */
export const CONSULTANT_COST_USD: Readonly<Record<Region, number>> = { NA: 78, UKI: 66, DACH: 74, IND: 20, LATAM: 31, APAC: 52 }

/** Invented names. They are lists of their own, so that no name of a real firm or person is composed by chance. */

export const FIRM_STEMS = [
  ...['Aldermoor', 'Bexhollow', 'Cindral', 'Dorvane', 'Eskerby', 'Fenwold', 'Galtross', 'Hollin', 'Istrand', 'Jorvale'],
  ...['Kesswick', 'Lumbrook', 'Marrowfield', 'Nethergate', 'Ostrava Hill', 'Pellworth', 'Quillan', 'Rosmere', 'Sundrell'],
  ...['Tamberlin', 'Ulverton', 'Vantreau', 'Wexmoor', 'Yarrowdale', 'Zellwood', 'Ambrigg', 'Brackendale', 'Corvelle'],
  ...['Dunmarrow', 'Elmstead', 'Farrowgate', 'Glenhurst', 'Harrowmill', 'Inverlake', 'Jasperton', 'Kirkholm', 'Larkhaven'],
  ...['Mossbridge', 'Norcastle', 'Oakmere', 'Perrinfield', 'Quarrystone', 'Ravensett', 'Silverbeck', 'Thornaby Moor'],
  ...['Underwyck', 'Veldrane', 'Willowmark', 'Yewdale', 'Zephyrine'],
] as const

export const FIRM_KINDS = [
  ...['Foods', 'Logistics', 'Pharma', 'Insurance', 'Energy', 'Retail', 'Automotive', 'Chemicals', 'Media', 'Telecom'],
  ...['Banking', 'Hospitals', 'Railways', 'Packaging', 'Textiles', 'Aerospace', 'Utilities', 'Education', 'Shipping', 'Steel'],
  ...['Optics', 'Robotics', 'Housing', 'Water', 'Paper', 'Ceramics', 'Airports', 'Farming', 'Glass', 'Tourism'],
  ...['Breweries', 'Diagnostics', 'Forestry', 'Furniture', 'Instruments', 'Leasing', 'Marine', 'Mobility', 'Semiconductors'],
  ...['Seeds', 'Tooling', 'Transit', 'Turbines', 'Valves', 'Vaccines', 'Venues', 'Warehousing', 'Watches', 'Wellness', 'Wind'],
] as const

/** Section of the International Standard Industrial Classification by position in `FIRM_KINDS`, repeated. */
export const INDUSTRIES = [
  'C',
  'H',
  'C',
  'K',
  'D',
  'G',
  'C',
  'C',
  'J',
  'J',
  'K',
  'Q',
  'H',
  'C',
  'C',
  'C',
  'D',
  'P',
  'H',
  'C',
] as const

export const LEGAL_FORM: Readonly<Record<string, string>> = {
  US: 'Inc.',
  CA: 'Corp.',
  GB: 'Ltd',
  IE: 'DAC',
  DE: 'GmbH',
  AT: 'GmbH',
  CH: 'AG',
  IN: 'Private Limited',
  BR: 'Ltda',
  MX: 'S.A. de C.V.',
  SG: 'Pte Ltd',
  AU: 'Pty Ltd',
  JP: 'K.K.',
}

export const GIVEN_NAMES = [
  ...['Ada', 'Bruno', 'Chiara', 'Dev', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kavya', 'Liam', 'Maja', 'Nils'],
  ...['Oksana', 'Paulo', 'Quentin', 'Rosa', 'Samir', 'Tove', 'Uma', 'Viktor', 'Wanda', 'Xenia', 'Yusuf', 'Zoe', 'Anouk'],
  ...['Benedikt', 'Carmen', 'Dilan', 'Emeka', 'Freya', 'Gaurav', 'Hanna', 'Ivo', 'Jaya', 'Klara', 'Lars', 'Mei', 'Noah'],
] as const

export const FAMILY_NAMES = [
  ...['Abernath', 'Bellweather', 'Castellan', 'Drachman', 'Eddington', 'Fairholm', 'Grunewald', 'Hathersage', 'Iyengar'],
  ...['Jankowiak', 'Kallstrom', 'Lavoie', 'Mbeki', 'Nakashima', 'Oliveira', 'Petrescu', 'Quintero', 'Rosenthal', 'Sundaram'],
  ...['Thackeray', 'Uchida', 'Vasquez', 'Wetherby', 'Yamada', 'Zielinski', 'Achterberg', 'Bianchi', 'Chowdhury', 'Devereux'],
  ...['Eklund', 'Ferreira', 'Goldmann', 'Haverford', 'Ivanova', 'Jorgensen', 'Kulkarni', 'Lindgren', 'Marchetti', 'Nwosu'],
] as const

export const SUPPLIER_STEMS = [
  'Arven',
  'Brightline',
  'Corbel',
  'Drift',
  'Ember',
  'Foxglove',
  'Granite',
  'Harbinger',
  'Ironbark',
  'Juniper',
] as const
export const SUPPLIER_KINDS = ['Consulting', 'Systems', 'Digital', 'Talent', 'Analytics', 'Cloud', 'Testing', 'Training'] as const

export const STREETS = [
  'Mill Lane',
  'Foundry Street',
  'Orchard Road',
  'Station Avenue',
  'Canal Walk',
  'Market Square',
  'Linden Way',
] as const

/** Places by country: city, postal code, subdivision. */
export const PLACES: Readonly<Record<string, readonly (readonly [string, string, string | null])[]>> = {
  US: [
    ['Denver', '80202', 'CO'],
    ['Austin', '78701', 'TX'],
    ['Columbus', '43004', 'OH'],
    ['Portland', '97201', 'OR'],
  ],
  CA: [
    ['Halifax', 'B3H 0A1', 'NS'],
    ['Calgary', 'T2P 0A1', 'AB'],
  ],
  GB: [
    ['Leeds', 'LS1 1AA', null],
    ['Bristol', 'BS1 1AA', null],
    ['Glasgow', 'G1 1AA', null],
  ],
  IE: [['Cork', 'T12 A000', null]],
  DE: [
    ['Stuttgart', '70173', 'BW'],
    ['Leipzig', '04109', 'SN'],
    ['Bremen', '28195', 'HB'],
    ['Nürnberg', '90402', 'BY'],
  ],
  AT: [
    ['Graz', '8010', null],
    ['Linz', '4020', null],
  ],
  CH: [
    ['Basel', '4051', 'BS'],
    ['Zug', '6300', 'ZG'],
  ],
  IN: [
    ['Bengaluru', '560001', 'KA'],
    ['Chennai', '600001', 'TN'],
    ['Pune', '411001', 'MH'],
  ],
  BR: [
    ['São Paulo', '01001-000', 'SP'],
    ['Curitiba', '80010-000', 'PR'],
  ],
  MX: [['Monterrey', '64000', 'NLE']],
  SG: [['Singapore', '048000', null]],
  AU: [
    ['Brisbane', '4000', 'QLD'],
    ['Perth', '6000', 'WA'],
  ],
  JP: [['Nagoya', '450-0001', null]],
}

export const SKILL_TOPICS: readonly (readonly [string, string])[] = [
  ['ERP Finance', 'Enterprise Applications'],
  ['ERP Supply Chain', 'Enterprise Applications'],
  ['CRM Sales', 'Enterprise Applications'],
  ['Data Migration', 'Enterprise Applications'],
  ['Service Desk', 'Managed Services'],
  ['Observability', 'Managed Services'],
  ['Cloud Operations', 'Managed Services'],
  ['Operating Model', 'Advisory'],
  ['Business Case', 'Advisory'],
  ['Procurement Strategy', 'Advisory'],
  ['TypeScript', 'Digital Engineering'],
  ['PostgreSQL', 'Digital Engineering'],
  ['GraphQL', 'Digital Engineering'],
  ['Test Automation', 'Digital Engineering'],
  ['Instructional Design', 'Enablement'],
]
export const SKILL_LEVELS = [
  'Foundations',
  'Configuration',
  'Architecture',
  'Integration',
  'Security',
  'Reporting',
  'Migration',
  'Leadership',
  'Audit',
  'Automation',
] as const

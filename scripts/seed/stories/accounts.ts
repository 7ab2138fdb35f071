import type { Region } from '../model/firm.ts'

/** What a story fixes about its client; everything else is drawn. */
export interface StoryAccount {
  readonly id: string
  readonly name: string
  readonly region: Region
  readonly country: string
  readonly segment?: string
  readonly industry?: string
  readonly taxNumber?: string
  readonly purchaseOrderRequired?: boolean
}

/** Clients that people and stories know by id. They are the first accounts of every size. */
export const STORY_ACCOUNTS: readonly StoryAccount[] = [
  {
    id: 'acc_acme',
    name: 'Acme Manufacturing',
    region: 'DACH',
    country: 'DE',
    segment: 'ENTERPRISE',
    industry: 'C',
    purchaseOrderRequired: true,
  },
  {
    id: 'acc_borealis',
    name: 'Borealis Energy',
    region: 'UKI',
    country: 'GB',
    segment: 'ENTERPRISE',
    industry: 'D',
    purchaseOrderRequired: true,
  },
  {
    id: 'acc_axiom',
    name: 'Axiom Partners',
    region: 'NA',
    country: 'US',
    segment: 'MID_MARKET',
    industry: 'M',
    purchaseOrderRequired: false,
  },
  // S-6: the same company twice; the second record writes the same tax number in another way.
  {
    id: 'acc_lumenwerk',
    name: 'Lumenwerk Technik',
    region: 'DACH',
    country: 'DE',
    segment: 'MID_MARKET',
    taxNumber: 'DE009999997',
  },
  {
    id: 'acc_lumenwerk2',
    name: 'Lumenwerk Technik Vertrieb',
    region: 'DACH',
    country: 'DE',
    segment: 'MID_MARKET',
    taxNumber: 'DE 009 999 997',
    purchaseOrderRequired: false,
  },
]

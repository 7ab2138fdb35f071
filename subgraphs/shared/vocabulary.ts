/** The enums of shared.graphql as the ports speak of them: the same words in every system of record. */

export type RegionCode = 'NA' | 'UKI' | 'DACH' | 'IND' | 'LATAM' | 'APAC'
export type ServiceType =
  | 'SOFTWARE_IMPLEMENTATION'
  | 'MANAGED_SERVICES'
  | 'STRATEGIC_ADVISORY'
  | 'CUSTOM_DEVELOPMENT'
  | 'STAFF_AUGMENTATION'
  | 'TRAINING'
export type PricingModel =
  | 'TIME_AND_MATERIALS'
  | 'CAPPED_TIME_AND_MATERIALS'
  | 'FIXED_FEE'
  | 'MILESTONE'
  | 'RETAINER'
  | 'SUBSCRIPTION'
export type BillingScheduleType = 'TIME_AND_EXPENSE' | 'FIXED_DATE' | 'MILESTONE' | 'PERCENT_COMPLETE' | 'RECURRING'
export type BillingFrequency = 'WEEKLY' | 'SEMI_MONTHLY' | 'MONTHLY' | 'QUARTERLY' | 'ON_EVENT'
export type UnitOfMeasure = 'HOUR' | 'DAY' | 'MONTH' | 'EACH' | 'LUMP_SUM'
export type TaxScheme = 'EIN' | 'VAT' | 'GST' | 'PAN' | 'CNPJ' | 'ISS' | 'UEN' | 'OTHER'

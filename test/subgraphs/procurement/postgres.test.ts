import { openPostgresProcurement } from './open-postgres-procurement.ts'
import { describeProcurementPort } from './port-contract.ts'

describeProcurementPort('PostgreSQL', openPostgresProcurement)

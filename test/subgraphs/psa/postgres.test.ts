import { openPostgresPsa } from './open-postgres-psa.ts'
import { describePsaPort } from './port-contract.ts'

describePsaPort('PostgreSQL', () => openPostgresPsa(1))

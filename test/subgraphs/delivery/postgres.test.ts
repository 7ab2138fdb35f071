import { describeDeliveryPort } from './port-contract.ts'
import { openDeliveryFixture } from './support/delivery-fixture.ts'

describeDeliveryPort('PostgreSQL', openDeliveryFixture)

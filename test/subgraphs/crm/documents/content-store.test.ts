import { describeDocumentStore } from './document-store-contract.ts'
import { openContentStore } from './open-content-store.ts'
import { describeRetention } from './retention-contract.ts'

describeDocumentStore('content store', openContentStore)
describeRetention('content store', openContentStore)

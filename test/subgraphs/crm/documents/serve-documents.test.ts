import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import { query } from '../../../support/query.ts'
import { personWith } from '../../../support/subgraph-client.ts'
import { type ServedCrm, serveCrm } from '../served-crm.ts'

let crm: ServedCrm
beforeAll(async () => {
  crm = await serveCrm(
    "update crm.contract set effective_to = '2026-12-31', status = 'IN_REVIEW', approved_at = null where id = 'ctr_linked'",
  )
})
afterAll(() => crm.stop())

function ask<Data = Record<string, unknown>>(
  document: string,
  variables: object,
  scopes: readonly string[],
  kind: Principal['kind'] = 'PERSON',
) {
  const principal = personWith(scopes, { kind })
  return crm.ask<Data>(document, { principal, variables: { ...variables } })
}
let keys = 0
const store = (input: object) =>
  ask<StoreAnswer>(STORE, { input: { ...FILE, idempotencyKey: `k${++keys}`, ...input } }, ['crm:read', 'crm:write'])
const operate = (document: string, input: object) => ask(document, { input }, ['crm:read', 'delivery:operate'], 'SERVICE')

describe('documents of the CRM over HTTP', () => {
  it('[LC-19] stores what a person sends, opens the folder for the workflow, and shows it on the project', async () => {
    const stored = await store({})
    await query(crm.adminUrl, "update crm.contract set status = 'APPROVED' where id = 'ctr_linked'")
    const opened = await operate(OPEN, { idempotencyKey: 'H14', projectId: 'prj_taken', contractId: 'ctr_linked' })
    const shown = await ask(PROJECT, { representations: [{ __typename: 'Project', id: 'prj_taken' }] }, ['crm:read'])

    expect(stored.data.storeContractDocument).toMatchObject({
      contract: { documents: [{ name: 'sow.txt', sha256: SHA256, final: true, version: 1 }] },
      userErrors: [],
    })
    const documents = { nodes: [{ title: 'sow.txt', sha256: SHA256, sizeBytes: 10, mediaType: 'text/plain' }] }
    expect(opened.data).toMatchObject({
      openDocumentFolder: { replayed: false, folder: { projectId: 'prj_taken', documents, archivedAt: null }, userErrors: [] },
    })
    expect(shown.data).toMatchObject({ _entities: [{ documentFolder: { documents } }] })
    expect(JSON.stringify(shown.data)).toContain('"retainUntil":"2036-12-31"')
  })

  it('archives the folder as the undo of the workflow, and says NOT_FOUND when there is none', async () => {
    const archived = await operate(ARCHIVE, { idempotencyKey: 'H14:undo', projectId: 'prj_taken' })
    const none = await operate(ARCHIVE, { idempotencyKey: 'H15:undo', projectId: 'prj_none' })

    expect(archived.data).toMatchObject({ archiveDocumentFolder: { folder: { archivedAt: expect.any(String) }, userErrors: [] } })
    expect(none.data).toMatchObject({ archiveDocumentFolder: { folder: null, userErrors: [{ code: 'NOT_FOUND' }] } })
  })

  it.each([
    ['text that is not base64', { contentBase64: 'not base64!' }, 'DOCUMENT_NOT_BASE64'],
    ['base64 without padding', { contentBase64: 'YQ' }, 'DOCUMENT_NOT_BASE64'],
    ['base64 for addresses', { contentBase64: '-_-_' }, 'DOCUMENT_NOT_BASE64'],
    ['an empty file', { contentBase64: '' }, 'DOCUMENT_EMPTY'],
    ['a file of 5000001 bytes', { contentBase64: Buffer.alloc(5_000_001).toString('base64') }, 'DOCUMENT_TOO_LARGE'],
    ['a file of 5000002 bytes', { contentBase64: Buffer.alloc(5_000_002).toString('base64') }, 'DOCUMENT_TOO_LARGE'],
  ])('refuses %s with a rule', async (_, input, rule) => {
    const { data } = await store(input)

    expect(data.storeContractDocument).toMatchObject({
      contract: null,
      userErrors: [{ code: 'VALIDATION_FAILED', field: ['input', 'contentBase64'], rule }],
    })
  })

  it.each([
    ['a path', '../../etc/passwd'],
    ['a path of Windows', 'C:\\sow.txt'],
    ['a folder', '..'],
    ['this folder', ' . '],
    ['an end of the line', 'sow\n.txt'],
    ['an end of the text', 'sow.txt\u0000'],
    ['an escape sequence', '\u001b[2Jsow.txt'],
    ['a line separator', 'sow\u2028.txt'],
    ['a right-to-left override', 'sow\u202etxt.exe'],
    ['a right-to-left isolate', 'sow\u2067txt.exe'],
    ['a right-to-left mark', 'sow\u200f.txt'],
    ['half a surrogate pair', 'sow\ud800.txt'],
  ])('refuses %s in a title with a rule', async (_, title) => {
    const { data } = await store({ title, kind: 'ANNEX' })

    expect(data.storeContractDocument).toMatchObject({
      contract: null,
      userErrors: [{ code: 'VALIDATION_FAILED', field: ['input', 'title'], rule: 'DOCUMENT_TITLE_UNSAFE' }],
    })
  })

  it.each(['Anlage 2 – Größen.txt', '業務委託契約書.pdf', 'ملحق.pdf', '..hidden', 'v1.2 (final) & signed.pdf'])(
    'takes %p as a title',
    async (title) => {
      const { data } = await store({ title: ` ${title} `, kind: 'ANNEX' })

      expect(data.storeContractDocument.userErrors).toEqual([])
      expect(JSON.stringify(data.storeContractDocument.contract)).toContain(`"name":${JSON.stringify(title)}`)
    },
  )

  it('takes a file of exactly 5000000 bytes', async () => {
    const { data } = await store({
      title: 'large.bin',
      kind: 'ANNEX',
      contentBase64: Buffer.alloc(5_000_000, 7).toString('base64'),
    })

    expect(data.storeContractDocument.userErrors).toEqual([])
  })

  it('refuses a revision that is not the present one', async () => {
    expect((await store({ expectedRevision: 999 })).data.storeContractDocument.userErrors).toMatchObject([{ code: 'CONFLICT' }])
  })

  it('opens and archives folders for no person, and stores for nobody who may only read', async () => {
    const scopes = ['crm:read', 'delivery:operate']
    for (const [document, input] of [
      [OPEN, { idempotencyKey: 'p', projectId: 'prj_taken', contractId: 'ctr_linked' }],
      [ARCHIVE, { idempotencyKey: 'p', projectId: 'prj_taken' }],
      [STORE, { ...FILE, idempotencyKey: 'p' }],
    ] as const) {
      const { data, errors } = await ask(document, { input }, scopes)
      expect(Object.values(data)).toEqual([null])
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    }
  })
})

interface StoreAnswer {
  readonly storeContractDocument: { readonly contract: unknown; readonly userErrors: readonly unknown[] }
}

const CONTENT = 'agreed sow'
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')
const FILE = {
  contractId: 'ctr_linked',
  kind: 'CONTRACT',
  title: 'sow.txt',
  final: true,
  mediaType: 'text/plain',
  contentBase64: Buffer.from(CONTENT).toString('base64'),
}

const ERRORS = 'userErrors { code message field ... on ValidationError { rule } }'
const FOLDER = `id projectId contractId archivedAt revision documents(first: 100) { nodes {
  id kind title version sha256 sizeBytes mediaType retainUntil storedAt } }`
const STORE = `mutation ($input: StoreContractDocumentInput!) { storeContractDocument(input: $input) {
  replayed contract { documents { id name kind final sha256 version uploadedAt } } ${ERRORS} } }`
const OPEN = `mutation ($input: OpenDocumentFolderInput!) { openDocumentFolder(input: $input) { replayed folder { ${FOLDER} } ${ERRORS} } }`
const ARCHIVE = `mutation ($input: ArchiveDocumentFolderInput!) { archiveDocumentFolder(input: $input) { replayed folder { ${FOLDER} } ${ERRORS} } }`
const PROJECT = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project {
  documentFolder { ${FOLDER} } } } }`

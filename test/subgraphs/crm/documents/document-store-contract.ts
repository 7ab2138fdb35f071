import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ContractDocumentDraft, DocumentStore, DocumentVersion } from '../../../../subgraphs/crm/documents/port.ts'
import type { Contract, CrmSystem } from '../../../../subgraphs/crm/port.ts'
import type { ContractStatus } from '../../../../subgraphs/crm/states.ts'
import type { Write, WriteError } from '../../../../subgraphs/shared/port.ts'
import { callOf } from '../port-contract.ts'

/** A document store next to a CRM with the records of `crmFixture`. */
export interface OpenedDocumentStore {
  readonly documents: DocumentStore
  readonly contracts: CrmSystem['contracts']
  /** Changes the stored bytes behind the back of the store. */
  tamper(sha256: string): Promise<void>
  lose(sha256: string): Promise<void>
  /** One name for each file that the store keeps. */
  storedObjects(): readonly string[]
  /** Makes every stored file look as if it had been written so many hours ago. */
  age(hours: number): Promise<void>
  /** Locks a contract as somebody else's change would, until the returned function is called. */
  holdContract(id: string): Promise<() => Promise<void>>
  /** Keeps versions from being recorded until the returned function is called: the store hangs between bytes and row. */
  holdRows(): Promise<() => Promise<void>>
  insertContract(id: string): Promise<void>
  administer<Row>(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export const CALL = callOf('tester')
let keys = 0
export const newKey = () => `documents-${++keys}`
export const bytesOf = (text: string) => new TextEncoder().encode(text)
export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
export const faults = (write: Write<unknown>): readonly WriteError[] => (write.ok ? [] : write.errors)
export function record<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

/** An agreed file of a contract with this text. */
export const draftOf = (
  contractId: string,
  text: string,
  overrides: Partial<ContractDocumentDraft> = {},
): ContractDocumentDraft => ({
  contractId,
  kind: 'CONTRACT',
  title: 'sow.txt',
  final: true,
  mediaType: 'text/plain',
  bytes: bytesOf(text),
  ...overrides,
})

/** What every document store promises. `open` gives a fresh one. */
export function describeDocumentStore(name: string, open: () => Promise<OpenedDocumentStore>): void {
  describe(`document store: ${name}`, () => {
    let opened: OpenedDocumentStore
    let made = 0
    const documents = () => opened.documents

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    /** A contract of its own for each test, a draft and with a project. */
    async function contractWithProject(): Promise<{ readonly contractId: string; readonly projectId: string }> {
      const contractId = `ctr_doc${++made}`
      const projectId = `prj_doc${made}`
      await opened.insertContract(contractId)
      await opened.administer(
        `update crm.contract set status = 'DRAFT', effective_to = '2026-12-31', project_id = '${projectId}' where id = '${contractId}'`,
      )
      return { contractId, projectId }
    }
    const store = (draft: ContractDocumentDraft, idempotencyKey = newKey()) =>
      documents().storeContractDocument(draft, { idempotencyKey }, CALL)
    const enter = (contractId: string, status: ContractStatus) =>
      opened.administer(`update crm.contract set status = '${status}' where id = '${contractId}'`)
    /** Opens the folder under a contract that was approved meanwhile, unless it is in review. */
    async function openFolder(request: { readonly contractId: string; readonly projectId: string }, idempotencyKey = newKey()) {
      await opened.administer(
        `update crm.contract set status = 'APPROVED' where id = '${request.contractId}' and status = 'DRAFT'`,
      )
      return documents().openFolder(request, { idempotencyKey }, CALL)
    }
    const archive = (projectId: string, idempotencyKey = newKey()) =>
      documents().archiveFolder(projectId, { idempotencyKey }, CALL)
    async function filed(projectId: string): Promise<readonly DocumentVersion[]> {
      const folder = (await documents().folders.findByKey('projectId', [projectId], CALL)).get(projectId)?.[0]
      if (folder === undefined) return []
      return (await documents().versions.findByKey('folderId', [folder.id], CALL)).get(folder.id) ?? []
    }

    describe('storing a file', () => {
      it('[LC-19] answers for bytes that it can give back, and enters their digest on the contract', async () => {
        const { contractId } = await contractWithProject()
        const contract = record(await store(draftOf(contractId, 'agreed text')))

        expect(contract.documents).toMatchObject([
          { name: 'sow.txt', kind: 'CONTRACT', final: true, sha256: digestOf('agreed text'), version: 1 },
        ])
        expect(await documents().readContent(digestOf('agreed text'))).toEqual({
          state: 'intact',
          bytes: Buffer.from('agreed text'),
        })
      })

      it('gives a known title another version, and keeps the former one', async () => {
        const { contractId } = await contractWithProject()
        await store(draftOf(contractId, 'first wording'))
        await store(draftOf(contractId, 'an annex', { title: 'annex.txt', kind: 'ANNEX' }))
        const contract = record(await store(draftOf(contractId, 'second wording', { title: ' sow.txt ' })))

        expect(contract.documents.map(({ name: title, version, sha256 }) => [title, version, sha256])).toEqual([
          ['annex.txt', 1, digestOf('an annex')],
          ['sow.txt', 2, digestOf('second wording')],
        ])
        expect(await documents().readContent(digestOf('first wording'))).toMatchObject({ state: 'intact' })
      })

      it('keeps the same bytes once, whoever stores them', async () => {
        const [one, two] = [await contractWithProject(), await contractWithProject()]
        const before = opened.storedObjects().length
        await Promise.all([one, two].map(({ contractId }) => store(draftOf(contractId, 'shared annex'))))

        expect(opened.storedObjects().length).toBe(before + 1)
      })

      it('stores once under one key, and refuses the key for other bytes', async () => {
        const { contractId } = await contractWithProject()
        const key = newKey()
        const answers = await Promise.all(Array.from({ length: 10 }, () => store(draftOf(contractId, 'once'), key)))

        expect(answers.filter((each) => each.ok && !each.replayed)).toHaveLength(1)
        expect(record(answers[0] as Write<Contract>).documents).toMatchObject([{ version: 1 }])
        expect(faults(await store(draftOf(contractId, 'twice'), key))).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }])
      })

      it('numbers the versions of one title without gaps when they are stored at once', async () => {
        const { contractId } = await contractWithProject()
        await Promise.all(Array.from({ length: 10 }, (_, index) => store(draftOf(contractId, `wording ${index}`))))

        const rows = await opened.administer<{ version: number }>(
          `select version from crm.document_version where contract_id = '${contractId}' order by version`,
        )
        expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      })

      it.each([
        ['an empty title', { title: ' ' }, { code: 'VALIDATION_FAILED', field: ['input', 'title'] }],
        ['a title of 201 characters', { title: 't'.repeat(201) }, { code: 'VALIDATION_FAILED', field: ['input', 'title'] }],
        ['a media type that is none', { mediaType: 'text' }, { code: 'VALIDATION_FAILED', field: ['input', 'mediaType'] }],
        ['a draft in place of what was agreed', { final: false }, { rule: 'DOCUMENT_ALREADY_FINAL' }],
        ['a contract that ended', { contractId: 'ctr_ended' }, { code: 'INVALID_STATE', currentState: 'EXPIRED' }],
        ['a contract that does not exist', { contractId: 'ctr_none' }, { code: 'NOT_FOUND' }],
      ])('refuses %s, and stores nothing', async (_, overrides, expected) => {
        const { contractId } = await contractWithProject()
        await store(draftOf(contractId, 'agreed'))
        const before = opened.storedObjects().length

        expect(faults(await store(draftOf(contractId, `refused ${newKey()}`, overrides)))).toMatchObject([expected])
        expect(opened.storedObjects().length).toBe(before)
      })
    })

    describe('the agreed file of a contract', () => {
      it.each(['IN_REVIEW', 'APPROVED', 'SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE'] as const)(
        'stays what the approvers see in %s: nothing replaces it, hides it or comes beside it',
        async (status) => {
          const { contractId } = await contractWithProject()
          await store(draftOf(contractId, 'agreed wording'))
          await enter(contractId, status)
          const attempts = [{}, { title: 'newer.txt' }, { kind: 'ANNEX' }] as const

          for (const overrides of attempts) {
            const refused = faults(await store(draftOf(contractId, 'another wording', overrides)))
            expect(refused).toMatchObject([{ code: 'INVALID_STATE', currentState: status, allowedStates: ['DRAFT'] }])
          }
          const again = record(await store(draftOf(contractId, 'agreed wording')))
          expect(again.documents).toMatchObject([{ name: 'sow.txt', kind: 'CONTRACT', sha256: digestOf('agreed wording') }])
        },
      )

      it('changes again once the contract is a draft again', async () => {
        const { contractId } = await contractWithProject()
        await store(draftOf(contractId, 'reviewed wording'))
        await enter(contractId, 'IN_REVIEW')
        await enter(contractId, 'DRAFT')

        expect(record(await store(draftOf(contractId, 'changed wording'))).documents).toMatchObject([{ version: 2 }])
      })

      it('comes during the review when there is none, and never after it', async () => {
        const [late, tooLate] = [await contractWithProject(), await contractWithProject()]
        await enter(late.contractId, 'IN_REVIEW')
        await enter(tooLate.contractId, 'APPROVED')

        expect(record(await store(draftOf(late.contractId, 'first'))).documents).toMatchObject([{ version: 1 }])
        expect(faults(await store(draftOf(tooLate.contractId, 'first')))).toMatchObject([{ code: 'INVALID_STATE' }])
      })

      it('leaves annexes and drafts alone', async () => {
        const { contractId } = await contractWithProject()
        await store(draftOf(contractId, 'agreed'))
        await enter(contractId, 'APPROVED')

        expect(await store(draftOf(contractId, 'annex', { title: 'annex.txt', kind: 'ANNEX' }))).toMatchObject({ ok: true })
        expect(await store(draftOf(contractId, 'idea', { title: 'idea.txt', final: false }))).toMatchObject({ ok: true })
      })
    })

    describe('opening a folder', () => {
      it('[LC-19] files the agreed statement of work, whose bytes it verified, under retention', async () => {
        const project = await contractWithProject()
        await store(draftOf(project.contractId, 'draft annex', { title: 'annex.txt', kind: 'ANNEX', final: false }))
        await store(draftOf(project.contractId, 'agreed sow'))
        const folder = record(await openFolder(project))

        expect(folder).toMatchObject({ projectId: project.projectId, contractId: project.contractId, archivedAt: null })
        expect(await filed(project.projectId)).toMatchObject([
          { title: 'sow.txt', kind: 'CONTRACT', sha256: digestOf('agreed sow'), sizeBytes: 10, retainUntil: '2036-12-31' },
        ])
      })

      it('gives a project one folder, whatever the key, and files later versions in it', async () => {
        const project = await contractWithProject()
        await store(draftOf(project.contractId, 'one folder'))
        const [first, second] = [record(await openFolder(project)), record(await openFolder(project))]
        await store(draftOf(project.contractId, 'a plan', { title: 'plan.txt', kind: 'ANNEX' }))
        await store(draftOf(project.contractId, 'a better plan', { title: 'plan.txt', kind: 'ANNEX' }))

        expect(second.id).toBe(first.id)
        const names = (await filed(project.projectId)).map(({ title, version }) => `${title} ${version}`)
        expect(names.toSorted()).toEqual(['plan.txt 1', 'plan.txt 2', 'sow.txt 1'])
      })

      it('detects bytes that were changed behind its back, and takes the right ones again', async () => {
        const project = await contractWithProject()
        await store(draftOf(project.contractId, 'tampered'))
        await opened.tamper(digestOf('tampered'))

        expect(await documents().readContent(digestOf('tampered'))).toEqual({ state: 'damaged' })
        expect(faults(await openFolder(project))).toMatchObject([{ code: 'VALIDATION_FAILED', rule: 'DOCUMENT_DIGEST_MISMATCH' }])
        expect(await filed(project.projectId)).toEqual([])

        await store(draftOf(project.contractId, 'tampered'))
        expect(await openFolder(project)).toMatchObject({ ok: true })
      })

      it('misses a file that was lost, that was never stored, and that nobody agreed on', async () => {
        const [lost, never, draft] = [await contractWithProject(), await contractWithProject(), await contractWithProject()]
        await store(draftOf(lost.contractId, 'lost'))
        await opened.lose(digestOf('lost'))
        await store(draftOf(draft.contractId, 'not agreed', { final: false }))

        for (const project of [lost, never, draft]) {
          expect(faults(await openFolder(project))).toMatchObject([{ code: 'VALIDATION_FAILED', rule: 'DOCUMENT_MISSING' }])
        }
      })

      it('refuses a contract of another project, one that nobody approved, and what is no project', async () => {
        const [one, other] = [await contractWithProject(), await contractWithProject()]
        await store(draftOf(one.contractId, 'mine'))
        await enter(other.contractId, 'IN_REVIEW')

        expect(faults(await openFolder({ ...one, projectId: other.projectId }))).toMatchObject([{ code: 'VALIDATION_FAILED' }])
        expect(faults(await openFolder({ ...one, projectId: 'acc_one' }))).toMatchObject([{ field: ['input', 'projectId'] }])
        expect(faults(await openFolder(other))).toMatchObject([{ code: 'INVALID_STATE', currentState: 'IN_REVIEW' }])
      })
    })

    describe('archiving a folder', () => {
      it('takes it out of use with its documents kept, and opening brings the same one back', async () => {
        const project = await contractWithProject()
        await store(draftOf(project.contractId, 'to be archived'))
        const first = record(await openFolder(project))
        const archived = record(await archive(project.projectId))
        const again = record(await archive(project.projectId))

        expect(archived.archivedAt).toMatch(/^\d{4}-.*Z$/)
        expect(again.archivedAt).toBe(archived.archivedAt)
        expect(await filed(project.projectId)).toHaveLength(1)
        expect(record(await openFolder(project))).toMatchObject({ id: first.id, archivedAt: null })
      })

      it('undoes an opening for good, also one that arrives afterwards', async () => {
        const project = await contractWithProject()
        await store(draftOf(project.contractId, 'late opening'))

        expect(faults(await archive(project.projectId, `${project.projectId}:H14:undo`))).toMatchObject([{ code: 'NOT_FOUND' }])
        expect(faults(await openFolder(project, `${project.projectId}:H14`))).toMatchObject([{ code: 'KEY_WITHDRAWN' }])
      })
    })
  })
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { CALL, digestOf, draftOf, newKey, type OpenedDocumentStore, record } from './document-store-contract.ts'

/** What every document store promises about keeping and removing. `open` gives a fresh one. */
export function describeRetention(name: string, open: () => Promise<OpenedDocumentStore>): void {
  describe(`retention of documents: ${name}`, () => {
    let opened: OpenedDocumentStore
    const documents = () => opened.documents

    beforeEach(async () => {
      opened = await open()
      await opened.administer("select platform.set_business_time('2026-05-26T09:00:00Z')")
      for (const [id, end] of [
        ['ctr_short', "'2026-06-30'"],
        ['ctr_long', "'2030-06-30'"],
        ['ctr_open', 'null'],
      ] as const) {
        await opened.insertContract(id)
        await opened.administer(`update crm.contract set status = 'DRAFT', effective_to = ${end} where id = '${id}'`)
      }
    })
    afterEach(() => opened.close())

    const onDay = (date: string) => opened.administer(`select platform.set_business_time('${date}T12:00:00Z')`)
    async function store(contractId: string, text: string): Promise<string> {
      const write = await documents().storeContractDocument(draftOf(contractId, text), { idempotencyKey: newKey() }, CALL)
      return record(write).documents[0]?.id ?? ''
    }
    const stateOf = async (text: string) => (await documents().readContent(digestOf(text))).state
    const versionIds = async () =>
      (await opened.administer<{ id: string }>('select id from crm.document_version')).map(({ id }) => id)

    it('refuses to remove a version up to its last day, and one whose contract has no end', async () => {
      const [short, endless] = [await store('ctr_short', 'short'), await store('ctr_open', 'endless')]
      const kept = { code: 'POLICY_VIOLATION', policy: 'document_retention' }

      await onDay('2036-06-30')
      expect(await documents().removeVersion(short)).toMatchObject(kept)
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
      await onDay('2036-07-01')
      expect(await documents().removeVersion(short)).toBeNull()
      expect(await documents().removeVersion(short)).toMatchObject({ code: 'NOT_FOUND' })
      await onDay('2099-01-01')
      expect(await documents().removeVersion(endless)).toMatchObject(kept)
    })

    it('purges what has expired, rows and bytes, and nothing that another version still needs', async () => {
      await store('ctr_short', 'only here')
      await store('ctr_short', 'in both')
      const long = await store('ctr_long', 'in both')
      await onDay('2036-07-01')
      await opened.age(25)

      expect(await documents().purgeExpired()).toEqual({ versions: 2, objects: 1 })
      expect(await versionIds()).toEqual([long])
      expect([await stateOf('only here'), await stateOf('in both')]).toEqual(['missing', 'intact'])
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
    })

    it('leaves bytes without a row when it dies between the two, never a row without bytes; a purge clears them after a day', async () => {
      await opened.administer('alter table crm.document_version add constraint dead check (false) not valid')
      await expect(store('ctr_long', 'half stored')).rejects.toThrow()

      expect(await versionIds()).toEqual([])
      expect(await stateOf('half stored')).toBe('intact')
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
      await opened.age(23)
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
      await opened.age(25)
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 1 })
      expect(opened.storedObjects()).toEqual([])
    })

    it('keeps the bytes of a version, however old they are', async () => {
      await store('ctr_long', 'old')
      await opened.age(24 * 3650)

      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
      expect(await stateOf('old')).toBe('intact')
    })

    it('counts bytes as new again when somebody stores them again', async () => {
      await opened.administer('alter table crm.document_version add constraint dead check (false) not valid')
      await expect(store('ctr_long', 'tried twice')).rejects.toThrow()
      await opened.age(25)
      await expect(store('ctr_long', 'tried twice')).rejects.toThrow()

      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 0 })
    })

    it('never takes the bytes of a file that is being stored, not even old ones', async () => {
      const release = await opened.holdRows()
      const storing = store('ctr_long', 'in the making')
      while (opened.storedObjects().length === 0) await sleep(5)
      // Long enough for the write to reach its row.
      await sleep(150)
      await opened.age(25)
      const purging = documents().purgeExpired()
      await sleep(150)
      await release()
      await storing

      expect(await purging).toEqual({ versions: 0, objects: 0 })
      expect(await stateOf('in the making')).toBe('intact')
    })

    it('stores bytes again that a purge took while the write waited for the contract', async () => {
      const release = await opened.holdContract('ctr_long')
      const storing = store('ctr_long', 'taken')
      while (opened.storedObjects().length === 0) await sleep(5)
      await sleep(50)
      await opened.age(25)
      expect(await documents().purgeExpired()).toEqual({ versions: 0, objects: 1 })
      await release()
      await storing

      expect(await stateOf('taken')).toBe('intact')
    })

    it('has the bytes of every version, however many are stored while it purges, and however old they look', async () => {
      const texts = Array.from({ length: 30 }, (_, index) => `busy ${index % 10}`)
      let isStoring = true
      const purge = async () => {
        while (isStoring) {
          await opened.age(25)
          await documents().purgeExpired()
        }
      }
      const purging = [purge(), purge()]
      await Promise.all(texts.map((text, index) => store(index % 2 === 0 ? 'ctr_long' : 'ctr_short', text)))
      isStoring = false
      await Promise.all(purging)

      expect(await versionIds()).toHaveLength(30)
      expect(new Set(await Promise.all(texts.map(stateOf)))).toEqual(new Set(['intact']))
      expect(opened.storedObjects()).toHaveLength(10)
    })
  })
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

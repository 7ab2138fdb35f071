import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DocumentsConfig } from '../../../gateway/documents/documents-config.ts'
import { loadTrustedDocuments } from '../../../gateway/documents/load-trusted-documents.ts'
import { createDocumentFiles, type DocumentFiles, idOf } from './document-files.ts'

const BOOKS = 'query Books { books { title } }'
const LEND = 'mutation Lend { lend { title } }'
const ACME = { clientId: 'acme', variant: 'client' } as const

let files: DocumentFiles
beforeEach(() => {
  files = createDocumentFiles()
})
afterEach(() => files.remove())

const load = (config: object) => loadTrustedDocuments(DocumentsConfig.parse(config))

describe('loadTrustedDocuments', () => {
  it('takes partners at ids alone, and the firm at everything, when nothing is configured', () => {
    const documents = load({})

    expect(
      ['internal', 'client', 'subcontractor', 'reseller'].map((variant) => documents.levelOf({ ...ACME, variant } as never)),
    ).toEqual(['off', 'id-only', 'id-only', 'id-only'])
    expect(documents.withId(ACME, idOf(BOOKS))).toBeUndefined()
  })

  it('finds the documents of a client in the subfolder of its name, and of nobody else', () => {
    const [id = ''] = files.register('acme', BOOKS)
    files.register('globex', LEND)
    const documents = load({ folder: files.folder })

    expect(documents.withId(ACME, id)).toEqual({ id, text: BOOKS })
    expect(documents.withDigest(ACME, idOf(BOOKS))).toEqual({ id, text: BOOKS })
    expect(documents.withId(ACME, idOf(LEND))).toBeUndefined()
    expect(documents.withId({ ...ACME, clientId: null }, id)).toBeUndefined()
  })

  it('finds what a variant shares after what is the own of a client', () => {
    const [own = ''] = files.register('acme', BOOKS)
    const [shared = ''] = files.register('everybody', LEND)
    const documents = load({ folder: files.folder, shared: { client: `${files.folder}/everybody/manifest.json` } })

    expect(documents.withId(ACME, own)?.text).toBe(BOOKS)
    expect(documents.withId(ACME, shared)?.text).toBe(LEND)
    expect(documents.withId({ ...ACME, variant: 'reseller' }, shared)).toBeUndefined()
  })

  it('lets a client be stricter than its variant, and never looser', () => {
    files.register('acme', BOOKS)
    const at = (internal: string, own: string) =>
      load({ folder: files.folder, levels: { internal }, clients: { acme: { level: own } } }).levelOf({
        ...ACME,
        variant: 'internal',
      })

    expect(at('off', 'safelist')).toBe('safelist')
    expect(at('id-only', 'off')).toBe('id-only')
    expect(at('log-unknown', 'log-unknown')).toBe('log-unknown')
  })

  it('reads the manifest that the Apollo tool writes, whose ids are its own', () => {
    const manifest = files.write('apollo.json', {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: 'books-1', body: BOOKS, name: 'Books', type: 'query' },
        { id: 'lend-1', body: LEND, name: 'Lend', type: 'mutation', clientName: 'globex' },
      ],
    })
    const documents = load({ clients: { acme: { manifest }, globex: { manifest } } })

    expect(documents.withId(ACME, 'books-1')).toEqual({ id: 'books-1', text: BOOKS })
    expect(documents.withDigest(ACME, idOf(BOOKS))?.id).toBe('books-1')
    expect(documents.withId(ACME, 'lend-1')).toBeUndefined()
    expect(documents.withId({ ...ACME, clientId: 'globex' }, 'lend-1')?.text).toBe(LEND)
  })

  it('reads the manifest that the Relay compiler writes', () => {
    const manifest = files.write('relay.json', { '0dda2b0e5e4d9a7ad3c4c1f0fbcd9f9a': BOOKS })

    expect(load({ clients: { acme: { manifest } } }).withId(ACME, '0dda2b0e5e4d9a7ad3c4c1f0fbcd9f9a')?.text).toBe(BOOKS)
  })
})

describe('loadTrustedDocuments refuses to start', () => {
  it.each([
    ['with a client that has no documents', () => ({ clients: { acme: {} } }), 'the client "acme" has no manifest'],
    ['with a folder that is not there', () => ({ folder: '/nowhere' }), '/nowhere: there is no such folder'],
    [
      'with a subfolder that has no manifest',
      () => {
        files.write('acme/Books.graphql', BOOKS)
        return { folder: files.folder }
      },
      'acme/manifest.json: cannot be read',
    ],
    ['with a manifest that is not JSON', () => withManifest('{'), 'manifest.json: is not JSON'],
    ['with something else than a manifest', () => withManifest({ a: 1 }), 'is no manifest of documents'],
    ['with a list', () => withManifest([BOOKS]), 'is no manifest of documents'],
    [
      'with another version of the Apollo format',
      () => withManifest({ format: 'apollo-persisted-query-manifest', version: 2, operations: [] }),
      'is no manifest of documents: version',
    ],
    ['with another format', () => withManifest({ format: 'theirs', operations: [] }), 'is no manifest of documents: format'],
    ['with a text that is not GraphQL', () => withManifest({ a: '{ books {' }), 'manifest.json: a: Syntax Error'],
    ['with two operations in one document', () => withManifest({ a: `${BOOKS} ${LEND}` }), 'a: must hold exactly one operation'],
    ['with a document that defines a type', () => withManifest({ a: `${BOOKS} type A { b: Int }` }), 'exactly one operation'],
    [
      'with an id that stands for two documents',
      () =>
        withManifest({
          format: 'apollo-persisted-query-manifest',
          version: 1,
          operations: [BOOKS, LEND].map((body) => ({ id: 'same', body, name: 'A', type: 'query' })),
        }),
      'the id same stands there twice',
    ],
    [
      'with a document that was changed after it was registered',
      () => {
        files.register('acme', BOOKS)
        files.write('acme/Books.graphql', BOOKS.replace('title', 'title price'))
        return { folder: files.folder }
      },
      'Books.graphql is not what was registered',
    ],
    [
      'with a manifest that names a file elsewhere',
      () => withManifest({ [idOf(BOOKS)]: { name: 'Books', file: '../Books.graphql', type: 'query' } }),
      'is no manifest of documents',
    ],
    [
      'with the shared manifest of a variant missing',
      () => ({ shared: { client: '/nowhere.json' } }),
      '/nowhere.json: cannot be read',
    ],
  ])('%s', (_what, config, message) => {
    expect(() => load(config())).toThrow(message)
  })

  it('and names every fault at once', () => {
    const load2 = () => load({ folder: '/nowhere', clients: { acme: {}, globex: { manifest: '/absent.json' } } })

    expect(load2).toThrow(/\/nowhere[\s\S]*acme[\s\S]*\/absent\.json/)
  })
})

const withManifest = (content: unknown) => ({ clients: { acme: { manifest: files.write('manifest.json', content) } } })

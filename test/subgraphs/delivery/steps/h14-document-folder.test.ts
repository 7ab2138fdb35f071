import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openDocumentFolder } from '../../../../subgraphs/delivery/steps/h14-document-folder.ts'
import { openStepStage, type StepStage } from '../support/step-stage.ts'

describe('H14, the document folder', () => {
  let stage: StepStage
  beforeAll(async () => {
    stage = await openStepStage()
  })
  afterAll(() => stage.close())

  /** A run that has come to H14; each has a project of its own. */
  const runOf = (name: string) =>
    stage.runWith(name, { H01: { contractId: `ctr_${name}` }, H09: { projectId: `prj_${name}` } }, openDocumentFolder)

  it('answers the folder and the digest of the executed contract', async () => {
    expect(await runOf('ready').attempt()).toMatchObject({
      kind: 'completed',
      completion: { externalReference: 'fld_prj_ready', result: { folderId: 'fld_prj_ready', sha256: 'a'.repeat(64) } },
    })
  })

  it('has one effect when the answer was lost and the step is tried again', async () => {
    const run = runOf('lost')
    stage.gateway.faults.push({ operation: 'OpenDocumentFolder', when: 'after' })

    expect(await run.attempt()).toMatchObject({ kind: 'failed', failure: { category: 'TRANSIENT', system: 'DOCUMENTS' } })
    expect(await run.attempt()).toMatchObject({ kind: 'completed' })
    expect(stage.callsOf('ho:opp_lost:1:H14').map(({ applied }) => applied)).toEqual([true, false])
  })

  it('goes to a person when the system refuses', async () => {
    stage.gateway.faults.push({ operation: 'OpenDocumentFolder', when: 'refuse' })

    expect(await runOf('refused').attempt()).toMatchObject({ kind: 'failed', failure: { category: 'VALIDATION' } })
  })

  it('archives the folder as its undo, under a key that withdraws that of the do', async () => {
    const run = runOf('undone')
    await run.attempt()

    expect(await run.undo()).toEqual({ failure: null, handoff: {} })
    expect(stage.gateway.systems.folders.get('prj_undone')).toMatchObject({ archivedAt: expect.any(String) })
    expect(stage.callsOf('ho:opp_undone:1:H14:undo')).toHaveLength(1)
  })

  it('has nothing to undo when it never had an effect', async () => {
    expect(await runOf('never').undo()).toEqual({ failure: null, handoff: {} })
  })
})

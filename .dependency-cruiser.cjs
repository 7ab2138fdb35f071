/**
 * Who may import whom (docs/adr/0001). `contracts/wire` is the leaf that everyone may use; `scripts` and `test` may use
 * anything and nobody uses them. Each rule says why it exists, because its text is what a failing check prints.
 */
const outside = (...allowed) => ({ path: '^(gateway|subgraphs|policies|contracts|scripts|test)/', pathNot: allowed })

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files have one reason to change between them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'wire-is-a-leaf',
      comment: 'contracts/wire crosses process boundaries: it may depend on nothing of ours.',
      severity: 'error',
      from: { path: '^contracts/wire/' },
      to: outside('^contracts/wire/'),
    },
    {
      name: 'policies-are-pure',
      comment: 'policies is read by gateway, subgraphs and contract checks alike: only the wire leaf below it.',
      severity: 'error',
      from: { path: '^policies/' },
      to: outside('^policies/', '^contracts/wire/'),
    },
    {
      name: 'contracts-know-no-server',
      comment: 'The contract tool reads files; it knows the wire and the policy names, never a server.',
      severity: 'error',
      from: { path: '^contracts/', pathNot: '^contracts/wire/' },
      to: outside('^contracts/', '^policies/'),
    },
    {
      name: 'gateway-knows-no-subgraph',
      comment: 'The gateway runs on any supergraph file: wire, policies and contract variants only.',
      severity: 'error',
      from: { path: '^gateway/' },
      to: outside('^gateway/', '^policies/', '^contracts/wire/', '^contracts/variants'),
    },
    {
      name: 'subgraphs-are-strangers',
      comment: 'A subgraph reaches another system only through the gateway: wire, policies, subgraphs/shared and itself.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/', pathNot: '^subgraphs/shared/' },
      to: outside('^subgraphs/$1/', '^subgraphs/shared/', '^policies/', '^contracts/wire/'),
    },
    {
      name: 'shared-serves-all-subgraphs',
      comment: 'subgraphs/shared must not know a single subgraph.',
      severity: 'error',
      from: { path: '^subgraphs/shared/' },
      to: outside('^subgraphs/shared/', '^policies/', '^contracts/wire/'),
    },
    {
      name: 'no-dev-dependency-at-run-time',
      comment: 'A production install has no dev dependencies.',
      severity: 'error',
      from: { path: '^(gateway|subgraphs|policies|contracts)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'The import names nothing that exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}

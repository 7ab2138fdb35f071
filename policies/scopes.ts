/**
 * Every scope of the graph with what it opens: one closed registry. A scope that is not listed here means nothing to the
 * gateway, is refused in a schema by the contract lint, and is dropped from a token.
 */
export const SCOPES = {
  'crm:read': 'Accounts, opportunities, contracts and success plans.',
  'crm:write': 'Change opportunities, contracts and success plans; accept an opportunity.',
  'crm:pii:read': 'Names, mail addresses and telephone numbers of client contacts.',
  'crm:commercials:read': 'Expected revenue, estimated margin, discounts and liability caps.',
  'crm:sensitive:read': 'Health scores, satisfaction scores and risk flags of clients.',

  'erp:read': 'Financial projects, invoices, vendor bills, legal entities and cost centres.',
  'erp:write': 'Change customer masters, financial projects, budgets, billing schedules and charges.',
  'erp:financials:read': 'Contract values, budgets, actuals, charges, revenue and credit limits.',
  'erp:margin:read': 'Costs, margins and estimates at completion.',
  'erp:bank:read': "Bank details of the firm's own accounts.",
  'erp:invoice:write': 'Generate, post and void invoices.',

  'psa:read': 'Projects, phases, milestones, staffing, timecards, expenses and risks.',
  'psa:write': 'Change projects, milestones, staffing, risks and status reports.',
  'psa:rates:read': 'Bill rates of contracts, roles and assignments.',
  'psa:time:write': 'Submit timecards and expenses.',
  'psa:time:approve': 'Decide on timecards and expenses.',

  'hr:read': 'Workers, skills, calendars and capacity.',
  'hr:write': 'Change skills and absences; register contractors.',
  'hr:pii:read': 'Legal names, work telephone numbers and termination dates of workers.',
  'hr:pii:sensitive': 'Private mail, birth date, nationality, national id and absence reasons of workers.',
  'hr:costrate:read': 'Cost rates of workers.',
  'hr:costrate:write': 'Record cost rates of workers.',
  'hr:comp:read': 'Salaries of workers.',

  'procurement:read': 'Suppliers, requisitions, purchase orders and receipts.',
  'procurement:write': 'Change suppliers, requisitions, purchase orders and receipts.',
  'procurement:bank:read': 'Bank details of suppliers.',
  'procurement:sensitive:read': 'Risk ratings, performance and rate cards of suppliers.',

  'delivery:read': 'Handoffs, workflow runs, approvals, change requests and connectors.',
  'delivery:write': 'Raise and submit change requests.',
  'delivery:operate': 'Start, retry and cancel workflow runs; record decisions on behalf of a run.',
  'delivery:approve': 'Decide on and delegate approvals.',
  'delivery:admin': 'Publish workflow definitions and templates; skip steps; set the continuity mode.',
  'delivery:kpi:read': 'Key figures, bottlenecks and process variants.',
  'delivery:audit:read': 'Audit events and who caused them.',
  'delivery:ai:request': 'Ask for suggestions of the assistant.',
  'delivery:ai:review': 'Accept, amend or reject suggestions of the assistant.',
  'delivery:partner:admin': 'Register partners; issue and revoke their clients.',

  'partner:projects:read': "A partner's projects, milestones and team names.",
  'partner:contracts:read': "A client's own contracts with their rates and documents.",
  'partner:invoices:read': "A client's own invoices and payments.",
  'partner:invoices:dispute': 'Dispute an own invoice.',
  'partner:milestones:read': "Governance of a partner's milestones.",
  'partner:milestones:submit': 'Submit an own milestone for acceptance.',
  'partner:milestones:accept': 'Accept a milestone as the client.',
  'partner:cr:read': "A client's own change requests.",
  'partner:cr:write': 'Raise and answer change requests as the client.',
  'partner:po:read': "A subcontractor's own purchase orders and receipts.",
  'partner:po:ack': 'Acknowledge an own purchase order.',
  'partner:bills:read': "A subcontractor's own vendor bills.",
  'partner:bills:write': 'Submit an own vendor bill.',
  'partner:time:read': "Timecards and expenses of a subcontractor's own people.",
  'partner:time:write': 'Submit timecards and expenses of own people.',
  'partner:deals:read': "A reseller's registered deals with their opportunities.",
  'partner:deals:write': 'Register a deal.',
  'partner:profile:read': "A partner's own master record.",
  'partner:profile:write': 'Submit documents for the own master record.',
  'partner:contractors:write': 'Register a contractor of the own firm.',
  'partner:risks:write': 'Raise a risk on a shared project.',
} as const satisfies Record<string, string>

export type Scope = keyof typeof SCOPES

export function isKnownScope(scope: string): scope is Scope {
  return Object.hasOwn(SCOPES, scope)
}

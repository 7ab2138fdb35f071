-- Through whom a project was sold: the account of the reseller that registered the deal, which follows the project. Null for
-- a sale of the firm's own. CRM knows it of projects that are older than this column (docs/operators.md, "Resellers of old projects").
alter table psa.project add column reseller_account_id text;
create index project_by_reseller on psa.project (reseller_account_id, id) where reseller_account_id is not null;

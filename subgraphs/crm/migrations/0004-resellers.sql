-- The reseller that registered a deal: it sees the sale, and the name of the client.
alter table crm.opportunity add column reseller_account_id text references crm.account;
create index opportunity_by_reseller on crm.opportunity (reseller_account_id, account_id) where reseller_account_id is not null;

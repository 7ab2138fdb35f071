-- How often in a row advancing the run failed in a way that nobody foresaw, whichever workers had it; a run that comes to a rest
-- begins anew.
alter table delivery.workflow_run add column unexpected_failures integer not null default 0;

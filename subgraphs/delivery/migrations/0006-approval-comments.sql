-- What people wrote about a request, oldest first: a list of {occasion, text, by, byWorkerId, at}. `comment` is the last word of
-- the approver alone. The list is in the row of the request, so retention removes it with the request.
alter table delivery.approval add column comments jsonb not null default '[]';
-- Of requests that were decided before there was a list, the decider's word is known with its author and its time.
update delivery.approval set comments = jsonb_build_array(jsonb_build_object('occasion', decision, 'text', comment,
    'by', decided_by, 'byWorkerId', decided_by_worker_id, 'at', to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
  where comment is not null and decision is not null and decided_by is not null and decided_at is not null;

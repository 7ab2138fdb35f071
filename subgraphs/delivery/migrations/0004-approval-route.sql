alter table delivery.approval
  -- Levels of the route as they were when it was asked for; null where a former version asked: a later policy changes nothing.
  add column route_levels jsonb,
  -- Who sent it again after rework, and so may not decide anything of the run.
  add column resubmitted_by text,
  add column resubmitted_by_worker_id text;

-- Subjects and worker ids of everybody who had a part in a request beside its requester: deciders of other questions of the run
-- (the same question asked once more is for the same people), whoever sent rework again, and whoever accepted the sale.
create function delivery.parties_to(asked delivery.approval) returns text[] language sql stable as $$
  select array_remove(array(
    select unnest(array[other.decided_by, other.decided_by_worker_id]) from delivery.approval other
      where other.run_id = asked.run_id and (other.kind, other.level) <> (asked.kind, asked.level)
    union select unnest(array[again.resubmitted_by, again.resubmitted_by_worker_id]) from delivery.approval again
      where again.run_id = asked.run_id
    union select sale.result ->> 'acceptedById' from delivery.workflow_step sale where sale.run_id = asked.run_id and sale.key = 'H01'
    union select asked.requested_by_worker_id
  ), null)
$$;

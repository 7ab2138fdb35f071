-- Everybody who had a part in a request, by part, as subjects and worker ids: a refusal names the part that the person had.
-- `previousDeciders` decided on other questions of the run; the same question asked once more is for the same people.
create function delivery.parts_in(asked delivery.approval, out requested_by text[], out submitted_by text[], out accepted_by text[],
  out previous_deciders text[]) language sql stable as $$
  select array_remove(array[asked.requested_by, asked.requested_by_worker_id], null),
    array_remove(array(select unnest(array[again.resubmitted_by, again.resubmitted_by_worker_id]) from delivery.approval again
      where again.run_id = asked.run_id), null),
    array_remove(array(select sale.result ->> 'acceptedById' from delivery.workflow_step sale
      where sale.run_id = asked.run_id and sale.key = 'H01'), null),
    array_remove(array(select unnest(array[other.decided_by, other.decided_by_worker_id]) from delivery.approval other
      where other.run_id = asked.run_id and (other.kind, other.level) <> (asked.kind, asked.level)), null)
$$;

-- The same without the parts, for the inbox.
create or replace function delivery.parties_to(asked delivery.approval) returns text[] language sql stable as $$
  select parts.requested_by || parts.submitted_by || parts.accepted_by || parts.previous_deciders from delivery.parts_in(asked) parts
$$;

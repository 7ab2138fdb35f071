-- A requisition is withdrawn for a reason that people can read later; records that were withdrawn before have none.
alter table procurement.requisition
  add column cancelled_at timestamptz,
  add column cancellation_reason text,
  add check (cancelled_at is null or status = 'CANCELLED'),
  add check ((cancelled_at is null) = (cancellation_reason is null));

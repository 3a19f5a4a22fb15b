drop table report_updates;
-- Row-level security binds the owner too, and there is no body here.
alter table reports no force row level security;
update reports set status = 'acknowledged' where status = 'closed_by_cure';
alter table reports force row level security;
alter table reports drop constraint reports_status_check;
alter table reports add constraint reports_status_check check (status in ('open', 'draft', 'in_check', 'with_state',
  'revised', 'final', 'transmitted', 'acknowledged', 'withdrawn'));

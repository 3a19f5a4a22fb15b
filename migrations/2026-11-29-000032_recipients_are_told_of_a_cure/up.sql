-- A report that was sent is closed when what it lists as outstanding was complied with (L-09).
alter table reports drop constraint reports_status_check;
alter table reports add constraint reports_status_check check (status in ('open', 'draft', 'in_check', 'with_state',
  'revised', 'final', 'transmitted', 'acknowledged', 'closed_by_cure', 'withdrawn'));

-- Of which rulings recipients of a report were told that the state has complied.
create table report_updates (
  tenant_id uuid not null default tenant_id() references bodies,
  report_id uuid not null,
  citation text not null,
  -- Rulings that one notice told of have one number.
  no integer not null check (no > 0),
  complied_on date not null,
  sent_at timestamptz not null,
  primary key (tenant_id, report_id, citation),
  foreign key (tenant_id, report_id) references reports (tenant_id, id)
);
call isolate_append_only('report_updates');

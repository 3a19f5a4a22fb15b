-- A report that was sent can have a new edition, or be taken back.
alter table reports add column edition integer not null default 1;
alter table reports add column withdrawn_at timestamptz;
-- Why, for whoever could read it.
alter table reports add column withdrawal text;
alter table reports drop constraint reports_status_check;
alter table reports add constraint reports_status_check check (status in ('open', 'draft', 'in_check', 'with_state',
  'revised', 'final', 'transmitted', 'acknowledged', 'withdrawn'));
-- One report on each state and half-year; in the place of one that was withdrawn there may be another.
alter table reports drop constraint reports_tenant_id_state_period_key;
create unique index reports_one_a_half_year on reports (tenant_id, state, period) where status <> 'withdrawn';

-- Editions that were sent and then corrected: as they read, what was wrong, and what changed.
create table report_editions (
  tenant_id uuid not null default tenant_id() references bodies,
  report_id uuid not null,
  no integer not null check (no > 0),
  content jsonb not null,
  digest bytea not null,
  transmitted_at timestamptz not null,
  -- Who had it, and when each of them confirmed receipt.
  receipts jsonb not null,
  corrected_at timestamptz not null,
  why text not null,
  changes jsonb not null,
  primary key (tenant_id, report_id, no),
  foreign key (tenant_id, report_id) references reports (tenant_id, id)
);
call isolate_append_only('report_editions');

-- Since when the recommendations are held under Article 12 of the Charter (OV-A12).
alter table cases add column held_at timestamptz;

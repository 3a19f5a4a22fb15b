-- What a party asks of a ruling that has issued: what it means, or that it be revised (F18, DL-64, DL-65).
create table ruling_requests (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  ruling_id uuid not null,
  -- Its number in the case.
  no integer not null check (no > 0),
  kind text not null check (kind in ('interpretation', 'revision')),
  side text not null check (side in ('applicant', 'respondent')),
  text text not null,
  -- Of a revision: the day on which the fact was discovered.
  discovered_on date check ((discovered_on is null) = (kind = 'interpretation')),
  filed_by uuid not null,
  filed_at timestamptz not null,
  granted boolean,
  -- The interpretation, or the reasons.
  answer jsonb not null default '[]',
  answered_at timestamptz,
  check ((granted is null) = (answered_at is null)),
  primary key (tenant_id, id),
  unique (tenant_id, case_id, no),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, ruling_id) references rulings (tenant_id, id),
  foreign key (tenant_id, filed_by) references accounts (tenant_id, id)
);
call isolate('ruling_requests');

alter table publications drop constraint publications_change_check;
alter table publications add constraint publications_change_check
  check (change in ('published', 'corrected', 'interpreted', 'revised', 'withdrawn'));

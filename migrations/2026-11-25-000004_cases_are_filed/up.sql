create table measures (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  title text not null,
  description text not null,
  state text not null,
  kind text not null check (kind in ('export_control', 'market_access_ban', 'divestiture', 'reporting_mandate',
    'tariff', 'investment_screening', 'procurement_ban', 'data_localisation', 'other_trade_restriction')),
  technology_class text not null check (technology_class in ('1', '2', '3', 'none')),
  announced_on date,
  in_force_on date not null,
  ended_on date,
  primary key (tenant_id, id)
);
call isolate('measures');

create table cases (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  version integer not null default 1,
  state text not null check (state in ('draft', 'filed', 'deficient', 'registered', 'in_consultations',
    'panel_requested', 'composing', 'constituted', 'written_phase', 'evidence_phase', 'closed_for_decision',
    'deliberation', 'drafting', 'final_vote', 'issued', 'redaction', 'published', 'compliance_period',
    'closed', 'returned')),
  -- The number on the register, given at registration.
  year integer,
  number integer,
  caption text not null,
  applicant text not null,
  respondent text not null check (respondent <> applicant),
  measure_id uuid not null,
  clause_id text not null,
  ground text,
  -- The request as it stands: what the applicant edits until it is registered.
  request jsonb not null,
  summary text not null,
  facts text not null,
  remedy_sought text not null,
  consent_basis text not null check (consent_basis in ('treaty_clause', 'declaration', 'special_agreement', 'invited')),
  consultations text not null check (consultations in ('none', 'regional_certificate')),
  certificate jsonb,
  developing_request boolean not null default false,
  profile_proposed text check (profile_proposed in ('P1', 'P2', 'P3', 'P4')),
  profile text check (profile in ('P1', 'P2', 'P3', 'P4')),
  effect_on_applicant text not null check (effect_on_applicant in ('binding_by_consent', 'recommendatory')),
  effect_on_respondent text not null check (effect_on_respondent in ('binding_by_consent', 'recommendatory')),
  rules_version integer not null,
  rubric text not null,
  defects jsonb not null default '[]',
  -- What each claim came to, from the issue of the ruling on.
  results jsonb,
  panel_size integer check (panel_size in (3, 5, 7)),
  -- What the composition note proposes: the size, and in a panel of five the discipline of the fifth seat.
  size_proposed integer check (size_proposed in (3, 5, 7)),
  fifth_seat text check (fifth_seat in ('security', 'technology')),
  composition_note text,
  -- What each side has said where the rules ask both: heard_on_size, no_hearing, no_redaction.
  applicant_said text[] not null default '{}',
  respondent_said text[] not null default '{}',
  filed_by uuid not null,
  digest bytea not null,
  created_at timestamptz not null,
  filed_at timestamptz,
  registered_at timestamptz,
  issued_at timestamptz,
  published_at timestamptz,
  closed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, year, number),
  check ((year is null) = (number is null)),
  foreign key (tenant_id, measure_id) references measures (tenant_id, id),
  foreign key (tenant_id, rules_version) references rules (tenant_id, version),
  foreign key (tenant_id, filed_by) references accounts (tenant_id, id)
);
call isolate('cases');
create index cases_by_age on cases (tenant_id, created_at desc, id);

create table claims (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  no integer not null check (no > 0),
  component text not null,
  obligation text not null,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, no),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate('claims');

create table filings (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  kind text not null check (kind in ('F01', 'F04', 'F07', 'F10')),
  -- Of an F07: which in the written chain.
  stage text check (stage in ('first_submission_of_the_applicant', 'first_submission_of_the_respondent', 'reply', 'rejoinder')),
  side text not null check (side in ('applicant', 'respondent')),
  title text not null,
  statement text not null,
  filed_by uuid not null,
  digest bytea not null,
  filed_at timestamptz not null,
  late boolean not null default false,
  docket_no integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, filed_by) references accounts (tenant_id, id)
);
call isolate_append_only('filings');
create index filings_by_case on filings (tenant_id, case_id, filed_at);

create table documents (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  -- Empty until the act that files it; after that nothing of the row changes.
  filing_id uuid,
  title text not null,
  file_name text not null,
  media_type text not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 bytea not null,
  class text not null check (class in ('C0', 'C1', 'C2', 'C3', 'C4', 'C5')),
  side text not null check (side in ('applicant', 'respondent')),
  -- The label of an exhibit, as UKR-1.
  exhibit text,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, exhibit),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, filing_id) references filings (tenant_id, id),
  foreign key (tenant_id, uploaded_by) references accounts (tenant_id, id)
);
call isolate('documents');
revoke update on documents from proviso_app;
grant update (filing_id, exhibit) on documents to proviso_app;
create index documents_by_case on documents (tenant_id, case_id);

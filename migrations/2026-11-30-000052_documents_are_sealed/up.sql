-- The keys of a body that wrap the keys of its documents, by their public halves; the secret halves are
-- in the state folder and never here.
create table body_keys (
  tenant_id uuid not null default tenant_id() references bodies,
  recipient text not null,
  made_at timestamptz not null,
  primary key (tenant_id, recipient)
);
call isolate_append_only('body_keys');

-- The key of each document, wrapped. A document without a line here came before there were any, and
-- its bytes lie as they came.
create table document_keys (
  tenant_id uuid not null default tenant_id() references bodies,
  document_id uuid not null,
  -- Under which name the store has the sealed bytes: another upload of the same bytes has another key.
  arrival uuid not null,
  wrapped bytea,
  -- As long as a key of the body is named here it stays.
  wrapped_by text,
  made_at timestamptz not null,
  -- The key was erased, and with it the document; what the body certifies of that, and its signature.
  destroyed_at timestamptz,
  certificate text,
  minisig text,
  public_key text,
  check (case when destroyed_at is null
    then wrapped is not null and wrapped_by is not null and num_nonnulls(certificate, minisig, public_key) = 0
    else wrapped is null and wrapped_by is null and num_nulls(certificate, minisig, public_key) = 0 end),
  primary key (tenant_id, document_id),
  foreign key (tenant_id, document_id) references documents (tenant_id, id),
  foreign key (tenant_id, wrapped_by) references body_keys (tenant_id, recipient)
);
call isolate('document_keys');
revoke update on document_keys from proviso_app;
grant update (wrapped, wrapped_by, destroyed_at, certificate, minisig, public_key) on document_keys to proviso_app;

-- Who of the parties may read documents of class C2 and C3: approved by an agent of their own side, and
-- from their declaration on. What was taken back stays, with its end.
create table approvals (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  account_id uuid not null,
  -- For which state they read.
  state text not null,
  approved_by uuid not null,
  approved_at timestamptz not null,
  ended_at timestamptz,
  declared_at timestamptz,
  -- In the words in which it was declared.
  declared_in text check (declared_in in ('en', 'fr', 'es', 'ru', 'zh', 'ar')),
  declared_text text,
  check ((declared_at is null) = (declared_in is null) and (declared_at is null) = (declared_text is null)),
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  foreign key (tenant_id, approved_by) references accounts (tenant_id, id)
);
call isolate('approvals');
revoke update on approvals from proviso_app;
grant update (ended_at, declared_at, declared_in, declared_text) on approvals to proviso_app;
create unique index approvals_in_force on approvals (tenant_id, case_id, account_id) where ended_at is null;

-- Of documents that only some may read: what everyone in the case may know of them.
alter table filings add column summary text;

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
  wrapped bytea not null,
  -- As long as a key of the body is named here it stays.
  wrapped_by text not null,
  made_at timestamptz not null,
  primary key (tenant_id, document_id),
  foreign key (tenant_id, document_id) references documents (tenant_id, id),
  foreign key (tenant_id, wrapped_by) references body_keys (tenant_id, recipient)
);
call isolate('document_keys');
revoke update on document_keys from proviso_app;

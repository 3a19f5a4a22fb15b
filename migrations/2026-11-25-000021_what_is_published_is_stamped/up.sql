-- The time stamp of an outside authority over a publication (RFC 3161): it shows that the bytes were
-- there by then, whatever becomes of the body's own key.
create table time_stamps (
  tenant_id uuid not null default tenant_id() references bodies,
  publication_id uuid not null,
  -- The address of the authority; public.
  authority text not null,
  -- Its whole answer, as `openssl ts -verify` reads it.
  response bytea not null,
  -- The time that the authority states.
  stamped_at timestamptz not null,
  primary key (tenant_id, publication_id),
  foreign key (tenant_id, publication_id) references publications (tenant_id, id)
);
call isolate_append_only('time_stamps');

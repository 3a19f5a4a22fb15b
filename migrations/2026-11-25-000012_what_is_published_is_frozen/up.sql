-- What became public, byte for byte, in the order in which it did. Nothing here is ever changed: a
-- correction or a withdrawal is a line of its own.
create table publications (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  -- The place in the body's log of changes, without gaps.
  seq integer not null check (seq > 0),
  ruling_id uuid not null,
  version integer not null check (version > 0),
  change text not null check (change in ('published', 'corrected', 'withdrawn')),
  -- Why, where something was corrected or withdrawn; public.
  note text not null,
  slug text not null,
  citation text not null,
  title text not null,
  -- The ruling in Akoma Ntoso; nothing where it was withdrawn.
  content text check ((content is null) = (change = 'withdrawn')),
  digest bytea check ((digest is null) = (content is null)),
  at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, seq),
  unique (tenant_id, ruling_id, version),
  foreign key (tenant_id, ruling_id) references rulings (tenant_id, id)
);
call isolate_append_only('publications');

-- The public halves of the body's keys, kept for as long as what they signed.
create table signing_keys (
  tenant_id uuid not null default tenant_id() references bodies,
  kid text not null,
  jwk jsonb not null,
  minisign text not null,
  first_used_at timestamptz not null,
  primary key (tenant_id, kid)
);
call isolate_append_only('signing_keys');

create table signatures (
  tenant_id uuid not null default tenant_id() references bodies,
  publication_id uuid not null,
  kid text not null,
  -- Detached (RFC 7515, appendix F).
  jws text not null,
  minisig text not null,
  signed_at timestamptz not null,
  primary key (tenant_id, publication_id),
  foreign key (tenant_id, publication_id) references publications (tenant_id, id),
  foreign key (tenant_id, kid) references signing_keys (tenant_id, kid)
);
call isolate_append_only('signatures');

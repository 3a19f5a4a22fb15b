-- Files with everything that was published up to a line of the log. Their bytes are where those of
-- documents are.
create table bulk_files (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  -- Its day and its line of the log are part of the name.
  name text not null,
  seq integer not null check (seq > 0),
  rulings integer not null check (rulings >= 0),
  withdrawn integer not null check (withdrawn >= 0),
  size_bytes bigint not null,
  sha256 bytea not null,
  made_at timestamptz not null,
  -- Since when it is offered no longer; its bytes are taken away then.
  dropped_at timestamptz,
  primary key (tenant_id, id)
);
call isolate('bulk_files');
-- One of each form for each line of the log, unless it was taken away.
create unique index bulk_files_name on bulk_files (tenant_id, name) where dropped_at is null;

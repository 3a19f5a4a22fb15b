-- What members say among themselves about the draft of a ruling. It is theirs alone, and stays so.
create table remarks (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  -- The remark that this one answers; it stands where that one does.
  answers uuid,
  section text check (section in ('terms_of_reference', 'participation', 'classification', 'findings', 'evidence',
    'interim_review', 'outcomes', 'recommendations', 'votes', 'opinions', 'addenda')),
  -- Its number in the section when the remark was made; none if the remark is on the whole section.
  paragraph integer check (paragraph > 0),
  -- The words it was made about, so that it can be understood when the text has moved.
  quote text not null default '',
  text text not null check (text <> ''),
  said_by uuid not null,
  said_at timestamptz not null,
  settled_by uuid,
  settled_at timestamptz,
  check ((answers is null) = (section is not null)),
  check (answers is null or (paragraph is null and quote = '' and settled_at is null)),
  check ((settled_by is null) = (settled_at is null)),
  primary key (tenant_id, id),
  unique (tenant_id, case_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, case_id, answers) references remarks (tenant_id, case_id, id),
  foreign key (tenant_id, said_by) references accounts (tenant_id, id),
  foreign key (tenant_id, settled_by) references accounts (tenant_id, id)
);
call isolate_deliberation('remarks');
-- What was said is not changed; it is settled once.
revoke update on remarks from proviso_app;
grant update (settled_by, settled_at) on remarks to proviso_app;
create policy settled_once on remarks as restrictive for update to proviso_app
  using (settled_at is null) with check (true);

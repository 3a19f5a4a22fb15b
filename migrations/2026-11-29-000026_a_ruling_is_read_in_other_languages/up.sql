-- A published ruling in other languages, paragraph by paragraph beside the authentic text.
create table ruling_translations (
  tenant_id uuid not null default tenant_id() references bodies,
  ruling_id uuid not null,
  language text not null check (language in ('en', 'fr', 'es', 'ru', 'zh', 'ar')),
  version integer not null check (version > 0),
  -- Published: all that was written is public.
  state text not null check (state in ('draft', 'published')),
  -- What was written, and of which version of the authentic text (its number in the log of publications).
  of_version integer not null,
  content jsonb not null,
  translated_by uuid not null,
  edited_at timestamptz not null,
  -- What everyone reads; it stays while the next text is written.
  public_of_version integer,
  public_content jsonb,
  published_at timestamptz,
  primary key (tenant_id, ruling_id, language),
  foreign key (tenant_id, ruling_id) references rulings (tenant_id, id),
  foreign key (tenant_id, translated_by) references accounts (tenant_id, id),
  check ((published_at is null) = (public_content is null) and (published_at is null) = (public_of_version is null)),
  check (state = 'draft' or published_at is not null)
);
call isolate('ruling_translations');

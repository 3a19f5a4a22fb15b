-- A translation that becomes public is a line of the log, frozen and signed as the authentic text is: a
-- text of its own, in its language, whose versions are counted apart.
alter table publications
  add column language text not null default 'en' check (language in ('en', 'fr', 'es', 'ru', 'zh', 'ar'));
alter table publications drop constraint publications_tenant_id_ruling_id_version_key;
alter table publications add unique (tenant_id, ruling_id, language, version);
alter table publications drop constraint publications_change_check;
alter table publications add constraint publications_change_check
  check (change in ('published', 'corrected', 'interpreted', 'revised', 'translated', 'withdrawn'));

-- Without a language, a line would pass for the authentic text.
alter table publications no force row level security;
alter table signatures no force row level security;
alter table time_stamps no force row level security;
delete from time_stamps t using publications p
  where p.tenant_id = t.tenant_id and p.id = t.publication_id and p.change = 'translated';
delete from signatures s using publications p
  where p.tenant_id = s.tenant_id and p.id = s.publication_id and p.change = 'translated';
delete from publications where change = 'translated';
alter table publications force row level security;
alter table signatures force row level security;
alter table time_stamps force row level security;
alter table publications drop constraint publications_change_check;
alter table publications add constraint publications_change_check
  check (change in ('published', 'corrected', 'interpreted', 'revised', 'withdrawn'));
alter table publications drop constraint publications_tenant_id_ruling_id_language_version_key;
alter table publications add unique (tenant_id, ruling_id, version);
alter table publications drop column language;

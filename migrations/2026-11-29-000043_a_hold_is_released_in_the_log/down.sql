alter table publications no force row level security;
update publications set change = 'corrected' where change = 'released';
alter table publications force row level security;
alter table publications drop constraint publications_change_check;
alter table publications add constraint publications_change_check
  check (change in ('published', 'corrected', 'interpreted', 'revised', 'translated', 'withdrawn'));

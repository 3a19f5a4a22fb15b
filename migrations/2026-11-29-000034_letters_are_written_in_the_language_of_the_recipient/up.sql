-- In which language a person reads and is written to; none until they choose, and then it is English.
alter table accounts
  add column language text check (language in ('en', 'fr', 'es', 'ru', 'zh', 'ar'));

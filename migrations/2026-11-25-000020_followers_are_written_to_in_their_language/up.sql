-- In which language a follower is written to: that of the page on which they asked.
alter table subscriptions
  add column language text not null default 'en' check (language in ('en', 'fr', 'es', 'ru', 'zh', 'ar'));

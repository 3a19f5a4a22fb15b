drop table tickets;
-- No password fits this text.
alter table accounts no force row level security;
update accounts set password_hash = '' where password_hash is null;
alter table accounts force row level security;
alter table accounts alter column password_hash set not null;

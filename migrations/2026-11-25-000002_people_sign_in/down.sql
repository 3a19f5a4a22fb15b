drop function enter(uuid, uuid, uuid);
drop table sessions, memberships, accounts;

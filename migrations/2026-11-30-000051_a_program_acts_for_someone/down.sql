drop function enter_client(uuid, uuid);
drop table client_secrets, clients;

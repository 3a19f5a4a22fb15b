drop index sessions_by_network;
alter table sessions drop column network, drop column program;

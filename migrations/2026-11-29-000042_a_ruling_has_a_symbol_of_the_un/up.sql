-- The symbol that the UN assigned to a ruling; the one that is reserved follows from the case (procedure 2.5).
alter table rulings add column un_symbol text check (un_symbol <> '');
create unique index rulings_un_symbol on rulings (tenant_id, un_symbol) where un_symbol is not null;

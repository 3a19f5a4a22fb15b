drop index rulings_un_symbol;
alter table rulings drop column un_symbol;

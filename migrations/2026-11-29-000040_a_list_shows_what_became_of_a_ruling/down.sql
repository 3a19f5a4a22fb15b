drop index rulings_touched;
alter table rulings drop column touched;

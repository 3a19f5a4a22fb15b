alter table subscriptions drop column sender;

alter table subscriptions drop column language;

drop table notices;
drop table subscriptions;

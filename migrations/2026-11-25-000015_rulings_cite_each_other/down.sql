drop table citations;

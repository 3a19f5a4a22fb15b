drop table deadlines;

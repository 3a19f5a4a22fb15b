drop table time_stamps;

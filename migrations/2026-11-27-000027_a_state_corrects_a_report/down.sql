drop table report_corrections;

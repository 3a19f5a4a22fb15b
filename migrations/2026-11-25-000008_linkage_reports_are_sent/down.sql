drop table report_recipients, reports;

drop table remarks;

drop table bulk_files;

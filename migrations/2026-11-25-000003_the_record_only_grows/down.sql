drop table letters, outbox, docket_entries, ledger, chains;

drop table documents, filings, claims, cases, measures;

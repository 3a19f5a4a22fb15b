-- The list of rulings, its feeds and its sitemaps go by publication, a page at a time.
create index rulings_by_publication on rulings (tenant_id, published_at, id)
  where published_at is not null and withdrawn_at is null;

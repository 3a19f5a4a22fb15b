"""Reads the feeds of a body with feedparser, page by page. usage: check_feeds.py FILE.atom FILE.feed.json COUNT"""

import json
import sys

import feedparser

atom, feed, count = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3])
read = feedparser.parse(atom)
assert not read.bozo, read.bozo_exception
assert read.version == "atom10", read.version
assert len(read.entries) == len(feed["items"]) == count, (len(read.entries), len(feed["items"]))
assert feed["version"] == "https://jsonfeed.org/version/1.1"
withdrawn = 0
for entry, item in zip(read.entries, feed["items"]):
    assert entry.id == item["id"] and entry.id.startswith("urn:uuid:"), entry.id
    assert entry.title == item["title"], entry.title
    assert entry.published == item["date_published"] and entry.published_parsed, entry.published
    assert entry.summary == item["content_text"], entry.summary
    # The page itself, then the same in other languages, each with its own.
    pages = [(one.href, one.get("hreflang")) for one in entry.links if one.get("type") == "text/html"]
    translations = [(one["url"], one["language"]) for one in item.get("_translations", [])]
    assert pages == [(item["url"], pages[0][1]), *translations], pages
    assert "" not in dict(pages).values() and len(set(dict(pages).values())) == len(pages), pages
    if "(withdrawn)" in entry.title:
        # Its page says why, as the entry does; there is nothing else of it.
        assert entry.summary and len(entry.links) == 1 and not item["attachments"] + item["tags"], entry.links
        withdrawn += 1
        continue
    assert len(entry.links) == len(pages) + len(item["attachments"]), entry.links
    assert len(entry.tags) == len(item["tags"]) > 3, entry.tags
assert withdrawn <= 1, withdrawn

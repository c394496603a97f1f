-- WebSub. A subscription is its own outbox: it is due if the topic has changed since the last delivery.
CREATE TABLE outbox (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  topic TEXT NOT NULL,
  host TEXT NOT NULL,
  body TEXT NOT NULL,
  created INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  due INTEGER,
  claimed INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  marked INTEGER NOT NULL,
  version TEXT,
  digest TEXT,
  attempts INTEGER NOT NULL,
  failing INTEGER,
  problem TEXT,
  PRIMARY KEY (kind, target, topic)
) STRICT;
CREATE INDEX outbox_by_due ON outbox (kind, due) WHERE due IS NOT NULL;
CREATE INDEX outbox_by_topic ON outbox (kind, topic, revision);
CREATE INDEX outbox_by_host ON outbox (kind, host);
CREATE INDEX outbox_by_failure ON outbox (failing) WHERE failing IS NOT NULL;
CREATE INDEX outbox_by_end ON outbox (ends);

-- The scopes that decide which articles a topic shows.
CREATE TABLE topic_scopes (
  scope TEXT NOT NULL,
  topic TEXT NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (scope, topic)
) STRICT, WITHOUT ROWID;

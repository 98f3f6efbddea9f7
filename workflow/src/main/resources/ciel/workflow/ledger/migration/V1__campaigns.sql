-- Tables of a ledger of campaigns, for SQLite and PostgreSQL. Placeholders: key, an integer that is a primary key; serial, a key that numbers its rows by
-- itself; compact, SQLite's rows without a number of their own. Times are milliseconds since 1970. State numbers are those of the enums of ciel.workflow.ledger.
-- due: when a pass looks at the row next, NULL where none does. The partial indexes hold only rows that a pass looks at, so they stay small.
CREATE TABLE campaign (
  campaign ${serial}, name TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, file TEXT NOT NULL, content TEXT NOT NULL, payer TEXT NOT NULL,
  priority INTEGER NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, version BIGINT NOT NULL, visits BIGINT NOT NULL, units BIGINT NOT NULL,
  detectors TEXT NOT NULL, destinations TEXT NOT NULL);

-- destinations: a bit for each destination of the campaign. The units of a visit are first_unit, first_unit + 1, ...
CREATE TABLE visit (
  visit ${serial}, campaign BIGINT NOT NULL, observation BIGINT NOT NULL, band INTEGER NOT NULL, night INTEGER NOT NULL, mjd DOUBLE PRECISION NOT NULL,
  ra DOUBLE PRECISION NOT NULL, dec DOUBLE PRECISION NOT NULL, catalog TEXT NOT NULL, destinations BIGINT NOT NULL, first_unit BIGINT NOT NULL,
  units INTEGER NOT NULL, UNIQUE (campaign, observation));
CREATE INDEX visit_campaign ON visit (campaign, visit);

-- open_deliveries: destinations that have not acknowledged; -1 before the unit is rendered.
CREATE TABLE unit (
  unit ${key} PRIMARY KEY, campaign BIGINT NOT NULL, visit BIGINT NOT NULL, observation BIGINT NOT NULL, detector INTEGER NOT NULL, state INTEGER NOT NULL,
  due BIGINT, attempt INTEGER NOT NULL, failures INTEGER NOT NULL, job BIGINT NOT NULL, cause TEXT NOT NULL, bytes BIGINT NOT NULL, files INTEGER NOT NULL,
  open_deliveries INTEGER NOT NULL, changed BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX unit_due ON unit (campaign, state, due, unit) WHERE due IS NOT NULL;
CREATE INDEX unit_resting ON unit (campaign, state, cause, unit) WHERE state >= 100;

CREATE TABLE delivery (
  unit BIGINT NOT NULL, destination INTEGER NOT NULL, campaign BIGINT NOT NULL, state INTEGER NOT NULL, due BIGINT, attempt INTEGER NOT NULL,
  failures INTEGER NOT NULL, cause TEXT NOT NULL, bytes BIGINT NOT NULL, changed BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (unit, destination)) ${compact};
CREATE INDEX delivery_due ON delivery (campaign, destination, state, due, unit) WHERE due IS NOT NULL;
CREATE INDEX delivery_resting ON delivery (campaign, state, cause, unit, destination) WHERE state >= 100;

CREATE TABLE job (
  job ${serial}, campaign BIGINT NOT NULL, number BIGINT NOT NULL, attempt INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, due BIGINT,
  scheduler_id TEXT NOT NULL, submitted BIGINT, intended BIGINT NOT NULL, started BIGINT, ended BIGINT, cores INTEGER NOT NULL, gpus INTEGER NOT NULL,
  millis BIGINT NOT NULL, units INTEGER NOT NULL, token BIGINT NOT NULL, cause TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX job_due ON job (campaign, due, job) WHERE due IS NOT NULL;
CREATE INDEX job_number ON job (number, attempt);
CREATE TABLE job_unit (job BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (job, first)) ${compact};

-- Files of a unit, one a line: path, size, adler32, sha256, separated by tabs.
CREATE TABLE product (unit ${key} PRIMARY KEY, files TEXT NOT NULL);

CREATE TABLE act (
  act ${serial}, campaign BIGINT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, asked BIGINT NOT NULL, answered BIGINT,
  answer TEXT, token BIGINT NOT NULL);
CREATE INDEX act_open ON act (campaign, asked, act) WHERE answered IS NULL;

-- One change; units that changed together and follow one another (at most 256) share a row.
CREATE TABLE event (
  seq ${serial}, kind INTEGER NOT NULL, campaign BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, destination INTEGER NOT NULL, at BIGINT NOT NULL,
  state_from INTEGER NOT NULL, state_to INTEGER NOT NULL, attempt INTEGER NOT NULL, actor TEXT NOT NULL, token BIGINT NOT NULL, job BIGINT NOT NULL,
  cause TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX event_first ON event (kind, first, seq);
CREATE INDEX event_campaign ON event (campaign, seq);

-- Counts, kept in the transactions that change what they count. kind: 1 units, 2 deliveries (place: the destination), 3 jobs, 4 charged core milliseconds,
-- 5 charged GPU milliseconds, 6 deliveries that are expected.
CREATE TABLE tally (
  campaign BIGINT NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, state INTEGER NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (campaign, kind, place, state)) ${compact};
CREATE TABLE visit_tally (
  visit BIGINT NOT NULL, state INTEGER NOT NULL, campaign BIGINT NOT NULL, n INTEGER NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (visit, state)) ${compact};
CREATE INDEX visit_tally_version ON visit_tally (campaign, version);
CREATE TABLE cause_tally (
  campaign BIGINT NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, state INTEGER NOT NULL, cause TEXT NOT NULL, n BIGINT NOT NULL, seen BIGINT NOT NULL,
  PRIMARY KEY (campaign, kind, place, state, cause)) ${compact};
CREATE TABLE progress (
  campaign BIGINT NOT NULL, begins BIGINT NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, state INTEGER NOT NULL, n BIGINT NOT NULL,
  bytes BIGINT NOT NULL, PRIMARY KEY (campaign, begins, kind, place, state)) ${compact};
CREATE TABLE rate (
  site TEXT NOT NULL, physics TEXT NOT NULL, engine TEXT NOT NULL, band INTEGER NOT NULL, units BIGINT NOT NULL, millis BIGINT NOT NULL,
  core_millis BIGINT NOT NULL, bytes BIGINT NOT NULL, files BIGINT NOT NULL, PRIMARY KEY (site, physics, engine, band)) ${compact};

CREATE TABLE notice (
  campaign BIGINT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT, n BIGINT NOT NULL, PRIMARY KEY (campaign, name)) ${compact};

-- until: milliseconds by the clock of the database, never by that of a daemon.
CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, token BIGINT NOT NULL, until BIGINT NOT NULL);

-- The next numbers that are free.
CREATE TABLE counter (name TEXT PRIMARY KEY, following BIGINT NOT NULL);
INSERT INTO counter (name, following) VALUES ('unit', 1);

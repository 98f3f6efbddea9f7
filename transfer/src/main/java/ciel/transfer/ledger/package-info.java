/**
 * What has been begun and done, for each file and destination: written down before each act, on disk before the act
 * begins where the act needs it, and found again by whoever goes on after a crash. A file of SQLite for one process, or
 * a PostgreSQL database that several daemons share.
 */
package ciel.transfer.ledger;

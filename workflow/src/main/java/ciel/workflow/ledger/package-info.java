/** The state and the history of campaigns, in SQLite or PostgreSQL. */
package ciel.workflow.ledger;

/**
 * A Globus collection as a backend of the mover. The Transfer API moves files between collections and carries no bytes itself; so bytes go through a staging folder
 * of this machine that is a collection too (Globus Connect Server or Personal): written there and sent by a task, or fetched by a task and read there.
 *
 * <p>Where both ends are collections a single {@code ciel globus transfer} is the better way: it needs no staging, and one task for many files.
 */
package ciel.transfer.globus.backend;

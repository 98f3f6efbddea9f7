/**
 * A Globus collection as a backend of the mover. The Transfer API moves files between collections and carries no
 * bytes itself; so bytes go through a staging folder
 * of this machine that is a collection too (Globus Connect Server or Personal): written there and sent by a task, or
 * fetched by a task and read there.
 *
 * <p>What is staged, and the journal of each task, outlive the process under names that follow from what is moved. So
 * a mover that was killed goes on in the middle of a file, and adopts the
 * task that runs or has ended in the meantime instead of beginning another.
 *
 * <p>Where both ends are collections, many files are one task, and none of their bytes come here.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.transfer.globus.backend;

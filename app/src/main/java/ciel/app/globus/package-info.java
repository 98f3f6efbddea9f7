/**
 * {@code ciel globus}: Globus in the manner of globus-cli, over {@link ciel.transfer.globus}. Data on stdout,
 * everything else on stderr.
 *
 * <p>Exit codes: 0 done; 1 the service or the network failed, or a task did; 2 the command line is wrong; 3 a setting
 * or a file is wrong; 4 a person has to act first (log in,
 * consent, change the session: the message has the command line); 5 a task ended well but left paths out.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.app.globus;

/**
 * {@code ciel transfer plan|run|status|verify}: the mover on the command line.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.app.transfer;

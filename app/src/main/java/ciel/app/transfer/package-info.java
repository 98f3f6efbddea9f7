/** {@code ciel transfer plan|run|status|verify}: the mover on the command line. */
package ciel.app.transfer;

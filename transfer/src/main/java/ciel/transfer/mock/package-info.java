/**
 * A backend in memory whose URL says which fault comes when.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.transfer.mock;

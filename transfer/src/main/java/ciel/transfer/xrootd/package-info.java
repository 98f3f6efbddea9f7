/**
 * Files at an XRootD server by its own protocol (root:, roots:).
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.transfer.xrootd;

/**
 * What opens a server: tokens from files and the authorities to trust.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.transfer.credentials;

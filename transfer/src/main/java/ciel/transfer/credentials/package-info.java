/** What opens a server: tokens from files and the authorities to trust. */
package ciel.transfer.credentials;

/** Folders of this machine, and of file systems mounted on it. */
package ciel.transfer.posix;

/**
 * Files over ssh (SFTP version 3 with OpenSSH's extensions, as {@code internal-sftp} speaks it), through Apache MINA
 * SSHD.
 */
package ciel.transfer.ssh;

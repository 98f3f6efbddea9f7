/**
 * Files over ssh (SFTP version 3 with OpenSSH's extensions, as {@code internal-sftp} speaks it), through Apache MINA
 * SSHD.
 *
 * <p>A program that runs an SSH server of the same library in this process calls {@link ciel.transfer.ssh.JdkSecurity} first.
 */
package ciel.transfer.ssh;

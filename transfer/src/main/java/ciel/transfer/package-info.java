/**
 * Moving files so that they arrive whole and once. {@link ciel.transfer.Backend} is a place where files are; {@link
 * ciel.transfer.TransferException} is every error, with
 * what may be done after it; {@link ciel.transfer.StoragePath} is a name that cannot lead out. The mover itself is
 * the package {@code mover}.
 */
package ciel.transfer;

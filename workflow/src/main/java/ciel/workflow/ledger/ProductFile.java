package ciel.workflow.ledger;

/**
 * A file of a unit, as its manifest has it.
 *
 * @param path    below the unit's folder
 * @param bytes   size
 * @param adler32 8 hexadecimal digits
 * @param sha256  64 hexadecimal digits, or empty
 */
public record ProductFile(String path, long bytes, String adler32, String sha256) {}

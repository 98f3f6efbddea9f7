package ciel.workflow.stage;

/**
 * A published file of a unit, as the manifest has it.
 *
 * @param name    file name, without a folder
 * @param bytes   size (byte), &ge; 0
 * @param adler32 eight lower-case hexadecimal digits
 * @param sha256  64 lower-case hexadecimal digits
 */
public record UnitFile(String name, long bytes, String adler32, String sha256) {}

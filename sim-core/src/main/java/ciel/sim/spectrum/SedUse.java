package ciel.sim.spectrum;

/**
 * Where the spectrum of one SED name came from.
 *
 * @param name   as the catalog has it
 * @param origin library file or synthetic
 * @param detail path of the file; or what was made instead, and from what in the name
 */
public record SedUse(String name, Origin origin, String detail) {
    /** Where a spectrum comes from. */
    public enum Origin {
        LIBRARY,
        SYNTHETIC
    }
}

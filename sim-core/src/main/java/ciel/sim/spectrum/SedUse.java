package ciel.sim.spectrum;

/**
 * Where the spectrum of one SED name came from.
 *
 * @param name   as the catalog has it
 * @param origin library file or synthetic
 * @param detail path of the file; or what was made instead, and from what in the name
 * @param remark what was odd about the file and how it was read, in one sentence; empty where nothing was
 */
public record SedUse(String name, Origin origin, String detail, String remark) {
    /** Where a spectrum comes from. */
    public enum Origin {
        LIBRARY,
        SYNTHETIC
    }
}

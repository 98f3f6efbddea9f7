package ciel.sim.sky;

/** Gives the spectrum of the sky in a direction. Safe for many threads. */
public interface SkyModel {
    /** @return name for headers and summaries, at most 20 characters */
    String name();

    /** @param direction above the horizon @return the parts of the sky's light there */
    SkyParts parts(Direction direction);
}

package ciel.sim.catalog;

/**
 * Dust along a line of sight.
 *
 * @param av extinction in V (mag), &ge; 0; 0 means none
 * @param rv ratio A(V)/E(B-V), 2 to 6; 3.1 where none is given
 */
public record Dust(double av, double rv) {
    /** No dust. */
    public static final Dust NONE = new Dust(0, 3.1);
}

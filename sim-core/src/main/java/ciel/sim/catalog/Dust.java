package ciel.sim.catalog;

/**
 * Dust along a line of sight.
 *
 * @param av extinction in V (mag), &ge; 0; 0 means none
 * @param rv ratio A(V)/E(B-V), 2 to 6; 3.1 where none is given
 */
public record Dust(double av, double rv) {
    /**
     * Smallest Rv that the extinction laws were measured for (Cardelli, Clayton and Mathis 1989: 2.6 to 5.6; here a
     * little more).
     */
    public static final double MIN_RV = 2;
    /** Largest Rv taken. */
    public static final double MAX_RV = 6;
    /** No dust. */
    public static final Dust NONE = new Dust(0, 3.1);
}

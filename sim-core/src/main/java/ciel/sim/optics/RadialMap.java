package ciel.sim.optics;

/** Distance from the axis: field angle to focal plane and back, the same in all directions. */
interface RadialMap {
    /** @return mm per unit of tangent at tan^2 of the field angle; NaN outside of the valid range */
    double scale(double tan2);

    /** @return tangent per mm at a squared radius (mm^2); NaN outside of the valid range */
    double inverseScale(double radius2);
}

package ciel.sim.optics;

import java.util.List;
import java.util.Map;

/**
 * How the telescope stands other than designed: optics moved as rigid bodies, and figure errors of surfaces. What moves
 * inside of the camera (L1, L2, Filter, L3, Detector) turns with its rotator; mirrors and the camera as a whole move in
 * the frame of the mount, as hexapods move them. Perturbations of one optic add up in their order.
 *
 * @param motions see {@link Telescope#with}
 * @param figures see {@link Telescope#withFigure}
 */
public record TelescopeState(List<Motion> motions, List<FigureError> figures) {
    /** The telescope as designed. */
    public static final TelescopeState DESIGN = new TelescopeState(List.of(), List.of());

    private static final List<String> MOUNTED = List.of("Camera", "M1", "M2", "M3", "M1M3");

    /** @param optic M1, M2, M3, M1M3, Camera, L1, L2, Filter, L3, Detector or a surface */
    public record Motion(String optic, RigidMotion motion) {}

    /**
     * @param surface      M1, M2, M3, L1_entrance, ...
     * @param coefficients Noll index to height (m)
     * @param outer        outer radius of the polynomials' annulus (m); NaN for the clear aperture's
     * @param inner        inner radius (m); NaN for the clear aperture's
     */
    public record FigureError(String surface, Map<Integer, Double> coefficients, double outer, double inner) {
        public FigureError {
            coefficients = Map.copyOf(coefficients);
        }
    }

    public TelescopeState {
        motions = List.copyOf(motions);
        figures = List.copyOf(figures);
    }

    /** @return this state with the camera shifted along the axis (m), positive towards the sky */
    public TelescopeState withFocus(double dz) {
        if (dz == 0) {
            return this;
        }
        List<Motion> more = new java.util.ArrayList<>(motions);
        more.add(new Motion("Camera", RigidMotion.piston(dz)));
        return new TelescopeState(more, figures);
    }

    /**
     * @param design    the telescope as designed
     * @param rotTelPos angle of the camera's rotator (deg)
     * @param height    of the detector above the focal surface (m), positive away from the sky as the camera team
     *     counts
     * @return the telescope as it stands
     * @throws ciel.sim.InputException for an optic or surface that the telescope has not
     */
    Telescope stand(Telescope design, double rotTelPos, double height) {
        Telescope telescope = design;
        for (FigureError f : figures) {
            telescope = telescope.withFigure(f.surface(), f.coefficients(), f.outer(), f.inner());
        }
        for (Motion m : motions) {
            if (!MOUNTED.contains(m.optic())) {
                telescope = telescope.with(m.optic(), m.motion());
            }
        }
        if (height != 0) {
            telescope = telescope.with("Detector", RigidMotion.piston(-height));
        }
        if (rotTelPos != 0) {
            telescope = telescope.with("Camera", RigidMotion.rotation(rotTelPos));
        }
        for (Motion m : motions) {
            if (MOUNTED.contains(m.optic())) {
                telescope = telescope.with(m.optic(), m.motion());
            }
        }
        return telescope;
    }
}

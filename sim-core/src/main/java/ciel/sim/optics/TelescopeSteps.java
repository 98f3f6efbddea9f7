package ciel.sim.optics;

import ciel.sim.photon.Aberration;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;
import ciel.sim.readout.NormalTable;

/** The telescope in front of one detector as the steps of a photon. */
public final class TelescopeSteps {
    private final VisitGeometry geometry;
    private final DetectorOptics optics;
    private final float[] index = new float[SourceTable.BINS];
    private final float[] kick = new float[SourceTable.BINS];

    /** @param wavelengths of the bins (nm) */
    public TelescopeSteps(VisitGeometry geometry, DetectorOptics optics, double[] wavelengths) {
        if (wavelengths.length != SourceTable.BINS) {
            throw new IllegalArgumentException(wavelengths.length + " wavelength bins");
        }
        this.geometry = geometry;
        this.optics = optics;
        for (int k = 0; k < wavelengths.length; k++) {
            index[k] = (float) optics.index(wavelengths[k]);
            kick[k] = (float) (wavelengths[k] * 1e-9 / (4 * Math.PI * Math.sqrt(2)));
        }
    }

    /** @return the clear apertures of the telescope */
    public Stops stops() {
        return new Stops(
                optics.stops().size(),
                index,
                (place, floats, at) -> optics.stops(place.x() + 1, place.y() + 1, floats, at));
    }

    /**
     * @param blocks whether photons that meet a vane are lost
     * @param rims   whether the rims of M1 deflect photons too
     */
    public Vanes vanes(boolean blocks, boolean rims) {
        float turn = (float) geometry.fieldRotation();
        return new Vanes(kick, NormalTable.nodes(), turn, blocks, rims, (place, floats, at) -> {
            double[] scale = new double[4];
            optics.scale(place.x() + 1, place.y() + 1, scale);
            for (int k = 0; k < 4; k++) {
                floats[at + k] = (float) scale[k];
            }
        });
    }

    /** @param slopes whether a later step needs the slopes within the silicon */
    public Aberration aberration(boolean slopes) {
        return new Aberration(
                index, slopes, (place, floats, at) -> optics.coefficients(place.x() + 1, place.y() + 1, floats, at));
    }
}

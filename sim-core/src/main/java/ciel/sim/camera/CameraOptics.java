package ciel.sim.camera;

import java.util.List;

/** The telescope in front of a camera. */
public sealed interface CameraOptics {
    /** @return arcsec on the sky for one mm of the focal plane near the axis, about */
    double arcsecPerMm();

    /** @return mm of the focal plane for one arcsec, about: how far light reaches */
    double mmPerArcsec();

    /** @return collecting area (cm2) that nominal fluxes are of */
    double areaCm2();

    /** Lenses and filters behind the mirrors of the Simonyi Survey Telescope. */
    enum Lenses {
        /** Of LSSTCam: the whole field. */
        LSSTCAM(370),
        /** Of the commissioning camera: 0.5 deg about the axis. */
        COMCAM(140);

        private final double fieldMm;

        Lenses(double fieldMm) {
            this.fieldMm = fieldMm;
        }

        /** @return radius (mm) of the focal plane that can be traced to */
        public double fieldMm() {
            return fieldMm;
        }
    }

    /** The Simonyi Survey Telescope: photons can be sent through it one by one. @param lenses behind its mirrors */
    record Simonyi(Lenses lenses) implements CameraOptics {
        /** Collecting area (cm2): annulus of 4.18 and 2.55 m radius. */
        public static final double AREA_CM2 = Math.PI * (418.0 * 418.0 - 255.0 * 255.0);

        @Override
        public double arcsecPerMm() {
            return 20.01;
        }

        @Override
        public double mmPerArcsec() {
            return DetectorType.LSST_PIXEL_MM / 0.2;
        }

        @Override
        public double areaCm2() {
            return AREA_CM2;
        }
    }

    /**
     * A telescope that is known by its plate scale alone. A point at r mm from the axis sees the field angle
     * arcsecPerMm (r + cubic r^3 + quintic r^5); so lsst/obs_lsst describes its cameras.
     *
     * @param scale      arcsec for one mm on the axis
     * @param cubic      of the distortion (1/mm2)
     * @param quintic    of the distortion (1/mm4)
     * @param flipped    whether the focal plane's x runs against that of LSSTCam
     * @param areaCm2    collecting area (cm2)
     * @param vignetting light relative to the axis against the radius on the focal plane; empty: 1 everywhere
     */
    record PlateScale(
            double scale,
            double cubic,
            double quintic,
            boolean flipped,
            double areaCm2,
            List<VignettingPoint> vignetting)
            implements CameraOptics {
        public PlateScale {
            vignetting = List.copyOf(vignetting);
        }

        @Override
        public double arcsecPerMm() {
            return scale;
        }

        @Override
        public double mmPerArcsec() {
            return 1 / scale;
        }
    }

    /** @param radiusMm on the focal plane @param fraction of the light on the axis, 0 to 1 */
    record VignettingPoint(double radiusMm, double fraction) {}
}

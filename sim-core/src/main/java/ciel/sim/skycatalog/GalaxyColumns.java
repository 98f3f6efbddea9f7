package ciel.sim.skycatalog;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a batch of galaxies as arrays, found by their names once a batch: a look-up for each row cost more than
 * the row.
 *
 * @param batch       they are of
 * @param ra          deg
 * @param dec         deg
 * @param redshift    that stretches the spectrum
 * @param hubble      redshift of the distance
 * @param shear1      lensing
 * @param shear2      lensing
 * @param convergence lensing
 * @param av          dust of the Milky Way
 * @param parts       bulge, disk and knots, as far as the file has them
 */
record GalaxyColumns(
        ParquetBatch batch,
        double[] ra,
        double[] dec,
        double[] redshift,
        double[] hubble,
        double[] shear1,
        double[] shear2,
        double[] convergence,
        double[] av,
        List<Part> parts) {
    /**
     * A component.
     *
     * @param column of its spectra
     * @param like   the component whose shape it has: knots that of the disk
     * @param seds   luminosities
     * @param major  half-light radius (arcsec)
     * @param minor  half-light radius (arcsec)
     * @param sersic index
     * @param e1     ellipticity; null where the file has a position angle instead
     * @param e2     ellipticity
     * @param angle  position angle (deg), of older files; else null
     * @param count  of knots; null for what has none
     */
    record Part(
            String column,
            String like,
            ParquetBatch.Lists seds,
            double[] major,
            double[] minor,
            double[] sersic,
            double[] e1,
            double[] e2,
            double[] angle,
            double[] count) {
        /** @return position angle of the major axis from north through east (deg), of either generation of columns */
        double angle(int row) {
            if (e1 == null) {
                return angle[row];
            }
            return e1[row] == 0 && e2[row] == 0 ? 0 : Math.toDegrees(StrictMath.atan2(e2[row], e1[row])) / 2;
        }
    }

    /** @param knots whether the type has knots @throws InputException naming a column that is missing */
    static GalaxyColumns of(ParquetBatch b, boolean knots) {
        List<Part> parts = new ArrayList<>(3);
        for (String name : knots ? List.of("bulge", "disk", "knots") : List.of("bulge", "disk")) {
            if (b.has("sed_val_" + name)) {
                parts.add(part(b, name));
            }
        }
        return new GalaxyColumns(
                b,
                b.numbers("ra"),
                b.numbers("dec"),
                b.numbers("redshift"),
                b.numbers("redshift_hubble"),
                b.numbers("shear_1"),
                b.numbers("shear_2"),
                b.numbers("convergence"),
                b.numbers("MW_av"),
                parts);
    }

    private static Part part(ParquetBatch b, String name) {
        boolean points = name.equals("knots");
        String of = points ? "disk" : name;
        b.require("size_" + of + "_true", "size_minor_" + of + "_true", "sersic_" + of);
        if (points) {
            b.require("n_knots");
        }
        String e1 = "ellipticity_1_" + of + "_true";
        String e2 = "ellipticity_2_" + of + "_true";
        boolean ellipticities = b.has(e1) && b.has(e2);
        if (!ellipticities && !b.has("position_angle_unlensed")) {
            throw new InputException(
                    b.file().toString(),
                    "has neither " + e1 + " and " + e2 + " nor position_angle_unlensed",
                    "which way the galaxies lie is not known");
        }
        return new Part(
                "sed_val_" + name,
                of,
                b.lists("sed_val_" + name),
                b.numbers("size_" + of + "_true"),
                b.numbers("size_minor_" + of + "_true"),
                b.numbers("sersic_" + of),
                ellipticities ? b.numbers(e1) : null,
                ellipticities ? b.numbers(e2) : null,
                ellipticities ? null : b.numbers("position_angle_unlensed"),
                points ? b.numbers("n_knots") : null);
    }
}

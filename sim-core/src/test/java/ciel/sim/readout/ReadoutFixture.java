package ciel.sim.readout;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import ciel.sim.camera.LsstDetectors;
import ciel.sim.camera.Vendor;
import java.util.ArrayList;
import java.util.List;

/** Detectors with 16 different outputs, 8 for a wavefront sensor, near the numbers of the real ones. */
final class ReadoutFixture {
    /** The order of a raw file. */
    static final List<String> NAMES = List.of(
            "C10", "C11", "C12", "C13", "C14", "C15", "C16", "C17", "C07", "C06", "C05", "C04", "C03", "C02", "C01",
            "C00");

    private ReadoutFixture() {}

    static Detector detector(Vendor vendor) {
        return detector(vendor, 94, 0, 0);
    }

    static Detector detector(Vendor vendor, int number, double xMm, double yMm) {
        List<Amplifier> amplifiers = new ArrayList<>();
        for (int i = 0; i < outputs(vendor); i++) {
            amplifiers.add(new Amplifier(
                    NAMES.get(i), 1.40 + 0.01 * i, 5.2 + 0.05 * i, 26_000.25 + 37.3 * i, 137_000 + 10 * i));
        }
        return LsstDetectors.of(number, "R22_S11", vendor + "-0", vendor, xMm, yMm, 0, 0, amplifiers);
    }

    static Detector unitGain(Vendor vendor) {
        List<Amplifier> amplifiers = new ArrayList<>();
        for (String name : NAMES.subList(0, outputs(vendor))) {
            amplifiers.add(new Amplifier(name, 1, 5, 1000, 140_000));
        }
        return LsstDetectors.of(94, "R22_S11", vendor + "-0", vendor, 0, 0, 0, 0, amplifiers);
    }

    static int outputs(Vendor vendor) {
        return vendor == Vendor.ITL_WF ? 8 : 16;
    }

    static int[] blank(Vendor vendor) {
        return new int[vendor.format().width() * vendor.format().height()];
    }
}

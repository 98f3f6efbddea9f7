package ciel.kernels.tornado;

import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.StepTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the photon kernel takes beside the lists of photons: the tables of a path in two arrays, and {@code call}, an
 * array of numbers that says where each of them begins. The numbers change from one call to the next, so they are no
 * scalar arguments: those are constants of a compiled kernel.
 */
final class PhotonCall {
    static final int KEY0 = 0;
    static final int KEY1 = 1;
    static final int WIDTH = 2;
    static final int HEIGHT = 3;
    static final int SLOTS = 4;
    static final int PIECES = 5;
    static final int SOURCE_INTS = 6;
    static final int SOURCE_FLOATS = 7;
    /** Where the numbers of a step begin among those of a source. */
    static final int AT_SCREENS = 8;

    static final int AT_DISPERSION = 9;
    static final int AT_STOPS = 10;
    static final int AT_VANES = 11;
    static final int AT_ABERRATION = 12;
    /** Photons of a work-item. */
    static final int RUN = 13;

    /** 1 where a photon adds 1 to the charge, whatever its weight */
    static final int COUNTS = 14;
    /** Where a table begins, or a number, in the order of {@link #NAMES}. */
    static final int NAMED = 16;

    static final int PROFILES = NAMED;
    static final int POINTS = NAMED + 1;
    static final int PICTURE = NAMED + 2;
    static final int SPECTRA = NAMED + 3;
    static final int WAVELENGTH_ACCEPTANCE = NAMED + 4;
    static final int SPREAD_RADII = NAMED + 5;
    static final int SPREAD_ROW_SHIFT = NAMED + 6;
    static final int SCREENS_BITS = NAMED + 7;
    /** in the array of floats, as all floats of steps that are no table */
    static final int SCREENS_RADIUS = NAMED + 8;

    static final int SCREENS_WIND = NAMED + 9;
    static final int DISPERSION_SHIFT = NAMED + 10;
    static final int STOPS_INDEX = NAMED + 11;
    static final int STOPS_CIRCLES = NAMED + 12;
    static final int VANES_KICK = NAMED + 13;
    static final int VANES_NORMAL = NAMED + 14;
    static final int VANES_TURN = NAMED + 15;
    static final int VANES_BLOCKS = NAMED + 16;
    static final int VANES_RIMS = NAMED + 17;
    static final int ABERRATION_INDEX = NAMED + 18;
    static final int ABERRATION_SLOPES = NAMED + 19;
    static final int SILICON_LENGTHS = NAMED + 20;
    static final int SILICON_DEPTHS = NAMED + 21;
    static final int SILICON_DIFFUSION = NAMED + 22;
    static final int BOUNDARIES_DEEP = NAMED + 23;
    static final int EDGE_ROLLOFF_TABLE = NAMED + 24;

    /** Numbers in all. */
    static final int LENGTH = 64;

    private static final List<String> NAMES = List.of(
            "PROFILES",
            "POINTS",
            "PICTURE",
            "SPECTRA",
            "WAVELENGTH_ACCEPTANCE",
            "SPREAD_RADII",
            "SPREAD_ROW_SHIFT",
            "SCREENS_BITS",
            "SCREENS_RADIUS",
            "SCREENS_WIND",
            "DISPERSION_SHIFT",
            "STOPS_INDEX",
            "STOPS_CIRCLES",
            "VANES_KICK",
            "VANES_NORMAL",
            "VANES_TURN",
            "VANES_BLOCKS",
            "VANES_RIMS",
            "ABERRATION_INDEX",
            "ABERRATION_SLOPES",
            "SILICON_LENGTHS",
            "SILICON_DEPTHS",
            "SILICON_DIFFUSION",
            "BOUNDARIES_DEEP",
            "EDGE_ROLLOFF_TABLE");
    /** Floats whose bits a step names as a number: they go into the array of floats, because a kernel cannot turn bits into a float. */
    private static final List<String> FLOAT_NUMBERS = List.of("SCREENS_RADIUS", "VANES_TURN");
    /** What the kernel takes as arrays of their own, or not at all: the host moves the boundaries. */
    private static final List<String> ELSEWHERE = List.of(
            "SCREENS_GRADIENTS",
            "BOUNDARIES_WIDTH",
            "BOUNDARIES_HEIGHT",
            "BOUNDARIES_FIXED",
            "BOUNDARIES_EDGES",
            "BOUNDARIES_MOTION");

    private static final int[] NOTHING = {0};

    private final int[] numbers = new int[LENGTH];
    private final int[] gradients;
    private final int steps;
    private float[] floats = new float[1 << 14];
    private int[] ints = new int[1 << 12];
    private int floatsLength;
    private int intsLength;

    PhotonCall(SourceTable table) {
        PhotonPath path = table.path();
        steps = StepBits.of(path);
        numbers[KEY0] = Philox.key0(table.seed());
        numbers[KEY1] = Philox.key1(table.seed(), Philox.Domain.PHOTONS);
        numbers[WIDTH] = table.width();
        numbers[HEIGHT] = table.height();
        numbers[SOURCE_INTS] = path.sourceInts();
        numbers[SOURCE_FLOATS] = path.sourceFloats();
        Collector collector = new Collector();
        collector.floats("PROFILES", table.profiles());
        collector.floats("POINTS", table.points());
        collector.ints("PICTURE", table.picture());
        collector.ints("SPECTRA", table.spectra());
        for (PhotonStep step : path.steps()) {
            step.tables(collector);
            offset(step, path.floatOffset(step));
        }
        gradients = path.find(Screens.class).map(Screens::gradients).orElse(NOTHING);
    }

    private void offset(PhotonStep step, int at) {
        switch (StepBits.bit(step)) {
            case StepBits.SCREENS -> numbers[AT_SCREENS] = at;
            case StepBits.DISPERSION -> numbers[AT_DISPERSION] = at;
            case StepBits.STOPS -> numbers[AT_STOPS] = at;
            case StepBits.VANES -> numbers[AT_VANES] = at;
            case StepBits.ABERRATION -> numbers[AT_ABERRATION] = at;
            default -> {} // has no floats of each source
        }
    }

    /** Puts tables one after the other; arrays grow by doubling, so that their lengths are few. */
    private final class Collector implements StepTables {
        private final List<String> seen = new ArrayList<>();

        private void name(String name, int value) {
            int place = NAMES.indexOf(name);
            if (place < 0 || seen.contains(name)) {
                throw new IllegalStateException("the kernel of the tornado engine has no place for " + name);
            }
            seen.add(name);
            numbers[NAMED + place] = value;
        }

        @Override
        public void floats(String name, float[] part) {
            if (ELSEWHERE.contains(name)) {
                return;
            }
            name(name, floatsLength);
            while (floats.length < floatsLength + part.length) {
                floats = Arrays.copyOf(floats, 2 * floats.length);
            }
            System.arraycopy(part, 0, floats, floatsLength, part.length);
            floatsLength += part.length;
        }

        @Override
        public void ints(String name, int[] part) {
            if (ELSEWHERE.contains(name)) {
                return;
            }
            name(name, intsLength);
            while (ints.length < intsLength + part.length) {
                ints = Arrays.copyOf(ints, 2 * ints.length);
            }
            System.arraycopy(part, 0, ints, intsLength, part.length);
            intsLength += part.length;
        }

        @Override
        public void space(String name, int length) {
            if (!ELSEWHERE.contains(name)) {
                throw new IllegalStateException("the kernel of the tornado engine has no space for " + name);
            }
        }

        @Override
        public void number(String name, int value) {
            if (FLOAT_NUMBERS.contains(name)) {
                floats(name, new float[] {Float.intBitsToFloat(value)});
            } else if (!ELSEWHERE.contains(name)) {
                name(name, value);
            }
        }
    }

    /** @return bits of {@link StepBits} */
    int steps() {
        return steps;
    }

    int[] numbers() {
        return numbers;
    }

    float[] floats() {
        return floats;
    }

    int[] ints() {
        return ints;
    }

    /** @return nodes of the phase screens; one 0 where there are none */
    int[] gradients() {
        return gradients;
    }
}

package ciel.sim.photon;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way of the photons of one exposure of one detector: steps in the order in which a photon meets them. Immutable.
 */
public final class PhotonPath {
    /**
     * Kinds of steps in the order in which every rendering has them ({@link #usual}). An engine whose kernel has one order
     * is tested against it.
     */
    public static final List<Class<? extends PhotonStep>> ORDER = List.of(
            Wavelength.class,
            Pupil.class,
            Spread.class,
            Profile.class,
            Screens.class,
            Dispersion.class,
            Stops.class,
            Vanes.class,
            Aberration.class,
            Silicon.class,
            EdgeRolloff.class,
            Pixels.class,
            Boundaries.class);

    private final List<PhotonStep> steps;
    private final int[] floatOffsets;
    private final int[] intOffsets;
    private final boolean chromatic;
    private final boolean loses;
    private final boolean paired;

    /**
     * @throws IllegalArgumentException unless the last step, and no other, finds the pixel, no step appears twice, no
     *     two take the same random word, and each comes after those that it needs
     */
    public PhotonPath(List<PhotonStep> steps) {
        this.steps = List.copyOf(steps);
        floatOffsets = new int[steps.size() + 1];
        intOffsets = new int[steps.size() + 1];
        floatOffsets[0] = SourceTable.FLOATS;
        intOffsets[0] = SourceTable.INTS;
        Set<PhotonWord> taken = EnumSet.noneOf(PhotonWord.class);
        List<Class<?>> kinds = new ArrayList<>();
        for (int k = 0; k < steps.size(); k++) {
            PhotonStep step = steps.get(k);
            if (step.findsPixel() != (k == steps.size() - 1) || kinds.contains(step.getClass())) {
                throw new IllegalArgumentException("step " + k + ", " + step
                        + ": the last step and no other finds the pixel, and each kind of step is there once");
            }
            if (!kinds.containsAll(step.needs())) {
                throw new IllegalArgumentException(step + " needs " + step.needs() + " before it");
            }
            kinds.add(step.getClass());
            for (PhotonWord word : step.words()) {
                if (!taken.add(word)) {
                    throw new IllegalArgumentException("two steps take the random word " + word);
                }
            }
            floatOffsets[k + 1] = floatOffsets[k] + step.sourceFloats();
            intOffsets[k + 1] = intOffsets[k] + step.sourceInts();
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a path without steps finds no pixel");
        }
        chromatic = find(Wavelength.class).isPresent();
        loses = steps.stream().anyMatch(PhotonStep::loses);
        paired = !chromatic
                && taken.stream().allMatch(word -> word.draw(false) == 0)
                && find(Boundaries.class).isEmpty(); // whose pieces may begin at an odd photon
    }

    /**
     * Point spread function and profile onto a square grid, nothing else.
     *
     * @param psf        quantile tables of the radius (arcsec), see {@link Spread}
     * @param acceptance probability to keep a photon of each wavelength bin; null for a monochromatic path
     */
    public static PhotonPath of(float[] psf, double[] acceptance) {
        return of(psf, acceptance, List.of(new Pixels()));
    }

    /** @param sensor the last steps, which find the pixel */
    public static PhotonPath of(float[] psf, double[] acceptance, List<PhotonStep> sensor) {
        List<PhotonStep> steps = new ArrayList<>();
        if (acceptance != null) {
            steps.add(Wavelength.of(acceptance));
        }
        steps.addAll(List.of(new Spread(psf), new Profile()));
        steps.addAll(sensor);
        return usual(steps);
    }

    /**
     * A path of a rendering.
     *
     * @throws IllegalArgumentException unless its steps are in {@link #ORDER}, besides what the constructor asks for
     */
    public static PhotonPath usual(List<PhotonStep> steps) {
        for (int k = 1; k < steps.size(); k++) {
            PhotonStep before = steps.get(k - 1);
            PhotonStep step = steps.get(k);
            if (ORDER.indexOf(step.getClass()) < ORDER.indexOf(before.getClass())) {
                throw new IllegalArgumentException(step + " comes after " + before + ", against the usual order");
            }
        }
        return new PhotonPath(steps);
    }

    /** @return the steps in the order of a photon's life */
    public List<PhotonStep> steps() {
        return steps;
    }

    /** @return the step of a kind, if the path has it */
    public <S extends PhotonStep> Optional<S> find(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** @return true where photons have wavelengths */
    public boolean chromatic() {
        return chromatic;
    }

    /** @return whether a photon may be lost before its pixel is found */
    public boolean loses() {
        return loses;
    }

    /** @return whether two photons of a point share a block of random words */
    public boolean paired() {
        return paired;
    }

    /** @return floats of a source: {@value SourceTable#FLOATS}, then those of each step */
    public int sourceFloats() {
        return floatOffsets[steps.size()];
    }

    /** @return ints of a source: {@value SourceTable#INTS}, then those of each step */
    public int sourceInts() {
        return intOffsets[steps.size()];
    }

    /** @return where a step's floats begin among those of a source */
    public int floatOffset(PhotonStep step) {
        return floatOffsets[steps.indexOf(step)];
    }

    /** @return where a step's ints begin among those of a source */
    public int intOffset(PhotonStep step) {
        return intOffsets[steps.indexOf(step)];
    }

    /** Fills what the steps have of a source, whose floats begin at {@code f} and whose ints begin at {@code i}. */
    void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        for (int k = 0; k < steps.size(); k++) {
            steps.get(k).source(place, floats, f + floatOffsets[k], ints, i + intOffsets[k]);
        }
    }

    /**
     * How far the steps of a path move photons beside point spread function and profile (px).
     *
     * @param electrons of the source
     * @param scale     pixels per arcsec
     */
    double reach(SourcePlace place, double electrons, double scale) {
        float[] floats = new float[sourceFloats()];
        source(place, floats, 0, new int[sourceInts()], 0);
        double sum = 0;
        for (int k = 0; k < steps.size(); k++) {
            sum += steps.get(k).reach(electrons, scale, floats, floatOffsets[k]);
        }
        return sum;
    }

    /** @return draws of which a photon of a point, or of anything else, takes words in a step; ascending */
    public List<Integer> draws(PhotonStep step, boolean point) {
        return step.words().stream()
                .filter(word -> !(point && word.ofProfile()))
                .map(word -> word.draw(chromatic()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return "path of "
                + steps.stream().map(step -> step.getClass().getSimpleName()).toList();
    }
}

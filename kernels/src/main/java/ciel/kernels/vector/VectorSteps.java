package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.Aberration;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;
import ciel.sim.photon.Wavelength;
import ciel.sim.sensor.PixelBoundaries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The passes of the vector engine for each step. */
final class VectorSteps {
    private VectorSteps() {}

    /** @return the passes of a kind of source: its start, its steps, and before each step the words that it takes */
    static Pass[] of(SourceTable table, SourceKind kind) {
        PhotonPath path = table.path();
        List<Pass> passes = new ArrayList<>();
        passes.add(b -> start(b));
        Set<Integer> drawn = new HashSet<>();
        for (PhotonStep step : path.steps()) {
            for (int draw : path.draws(step, kind == SourceKind.POINT)) {
                if (drawn.add(draw)) {
                    passes.add(words(draw, path.paired() && kind == SourceKind.POINT));
                }
            }
            passes.addAll(passes(step, kind, path.floatOffset(step)));
        }
        if (path.loses()) {
            passes.add(b -> VectorPasses.drop(b.n, b.lost, b.pixel));
        }
        return passes.toArray(Pass[]::new);
    }

    static List<Pass> passes(PhotonStep step, SourceKind kind, int at) {
        return switch (step) {
            case Wavelength s -> wavelength(s);
            case Spread s ->
                List.of(
                        VectorSteps::spreadRing,
                        s.rowShift() == BIN_BITS ? radius(s) : radiusOfRows(s),
                        b -> VectorPasses.turn(
                                b.n,
                                b.radius,
                                b.word(PhotonWord.SPREAD_DIRECTION),
                                b.table.floats(),
                                b.f + F_PSF,
                                b.x,
                                b.y));
            case Profile s -> profile(kind);
            case Silicon s -> silicon(s);
            case EdgeRolloff s ->
                List.of(
                        b -> SiliconPasses.outward(
                                b.n, b.x, b.integer(I_X), s.table()[EdgeRolloff.WIDTH], s.table(), b.node),
                        b -> SiliconPasses.outward(
                                b.n, b.y, b.integer(I_Y), s.table()[EdgeRolloff.HEIGHT], s.table(), b.node));
            case Boundaries s -> boundaries(s);
            case Pupil s ->
                List.of(
                        b -> PupilPasses.radius(b.n, b.word(PhotonWord.PUPIL_RADIUS), b.radius),
                        b -> PupilPasses.point(b.n, b.radius, b.word(PhotonWord.PUPIL_ANGLE), b.u, b.v),
                        b -> PupilPasses.time(b.n, b.word(PhotonWord.TIME_AND_VANE), b.begin, b.span, b.t));
            case Screens s -> screens(s, at);
            case Dispersion s ->
                List.of(b -> PupilPasses.dispersion(b.n, s.shift(), b.bin, b.table.floats(), b.f + at, b.x, b.y));
            case Stops s -> stops(s, at);
            case Vanes s -> vanes(s, at);
            case Aberration s -> aberration(s, at);
            case Pixels s ->
                List.of(b -> VectorPasses.pixels(b.n, b.x, b.y, b.integer(I_X), b.integer(I_Y), b.tiles, b.pixel));
        };
    }

    private static List<Pass> stops(Stops s, int at) {
        List<Pass> passes = new ArrayList<>();
        passes.add(b -> VectorOptics.index(b.n, s.index(), b.bin, b.radius));
        for (int k = 0; k < s.circles(); k++) {
            int circle = at + k * Stops.TERMS;
            passes.add(b -> VectorOptics.stop(b.n, b.u, b.v, b.radius, b.table.floats(), b.f + circle, b.lost));
        }
        return passes;
    }

    private static List<Pass> vanes(Vanes s, int at) {
        int all = s.blocks() ? -1 : 0;
        List<Pass> passes = new ArrayList<>();
        passes.add(b -> VectorOptics.vanes(b.n, b.u, b.v, b.t, s.turn(), all, b.radius, b.acrossU, b.acrossV, b.lost));
        if (s.rims()) {
            passes.add(b -> VectorOptics.rims(b.n, b.u, b.v, b.t, s.turn(), b.radius, b.acrossU, b.acrossV));
        }
        passes.add(
                b -> VectorOptics.lowerNormals(b.n, b.word(PhotonWord.TIME_AND_VANE), s.normal(), b.node, b.deviate));
        passes.add(b -> VectorOptics.deflect(
                b.n,
                b.deviate,
                b.radius,
                b.acrossU,
                b.acrossV,
                s.kick(),
                b.bin,
                b.t,
                s.turn(),
                b.table.floats(),
                b.f + at,
                b.x,
                b.y));
        return passes;
    }

    private static List<Pass> aberration(Aberration s, int at) {
        int y8 = PupilTerms.SHIFT_8 + PupilTerms.TERMS_8;
        int yw = PupilTerms.SHIFT_W + PupilTerms.SHIFT_W_AXIS;
        List<Pass> passes = new ArrayList<>();
        passes.add(b -> VectorOptics.eight(b.n, b.u, b.v, b.table.floats(), b.f + at + PupilTerms.SHIFT_8, b.x));
        passes.add(b -> VectorOptics.eight(b.n, b.u, b.v, b.table.floats(), b.f + at + y8, b.y));
        passes.add(b -> VectorOptics.index(b.n, s.index(), b.bin, b.radius));
        passes.add(b ->
                VectorOptics.chromatic(b.n, b.u, b.v, b.radius, b.table.floats(), b.f + at + PupilTerms.SHIFT_W, b.x));
        passes.add(b -> VectorOptics.chromatic(b.n, b.u, b.v, b.radius, b.table.floats(), b.f + at + yw, b.y));
        if (s.slopes()) {
            passes.add(b -> VectorOptics.slopes(
                    b.n, b.u, b.v, b.radius, b.table.floats(), b.f + at + PupilTerms.SLOPE, b.slopeX, b.slopeY));
        }
        return passes;
    }

    private static List<Pass> silicon(Silicon step) {
        return List.of(
                b -> VectorPasses.radii(b.n, b.word(PhotonWord.DEPTH), b.pairs(step.depths()), 0, b.node, b.radius),
                b -> SiliconPasses.depth(b.n, b.radius, b.bin, step.lengths(), b.slopeX, b.slopeY, b.x, b.y, b.height),
                b -> VectorPasses.radii(
                        b.n, b.word(PhotonWord.DIFFUSION_RADIUS), b.pairs(step.diffusion()), 0, b.node, b.radius),
                b -> SiliconPasses.widths(b.n, b.height, step.lengths()[Silicon.DIFFUSION], b.radius),
                b -> SiliconPasses.turn(b.n, b.radius, b.word(PhotonWord.DIFFUSION_DIRECTION), b.x, b.y));
    }

    private static List<Pass> boundaries(Boundaries step) {
        int width = step.width();
        int height = step.height();
        return List.of(
                step.deep()
                        ? b -> SiliconPasses.factors(b.n, b.height, b.radius)
                        : b -> Arrays.fill(b.radius, 0, VectorPasses.roundUp(b.n), 1f),
                b -> SiliconPasses.edges(
                        b.n, b.x, b.y, b.integer(I_X), b.integer(I_Y), width, height - 1, 1, width + 1, 0, b.node),
                b -> VectorPasses.take(b.n, b.node, b.edges, b.taken),
                b -> SiliconPasses.places(b.n, b.x, b.y, b.integer(I_X), b.taken, b.radius, b.pixel),
                b -> SiliconPasses.edges(
                        b.n,
                        b.y,
                        b.x,
                        b.integer(I_Y),
                        b.integer(I_X),
                        height,
                        width - 1,
                        width,
                        1,
                        PixelBoundaries.horizontal(width, height),
                        b.node),
                b -> VectorPasses.take(b.n, b.node, b.edges, b.taken),
                b -> SiliconPasses.places(b.n, b.y, b.x, b.integer(I_Y), b.taken, b.radius, b.node),
                b -> SiliconPasses.pixels(b.n, b.node, b.tiles, b.pixel));
    }

    private static List<Pass> screens(Screens s, int at) {
        List<Pass> passes = new ArrayList<>();
        passes.add(b -> ScreenPasses.clear(b.n, b.gradientU, b.gradientV));
        for (int k = 0; k < Screens.LAYERS; k++) {
            int layer = k;
            passes.add(b -> ScreenPasses.nodes(b.n, b.u, b.v, b.t, s, layer, b.table.floats(), b.f + at, b.node));
            passes.add(b -> VectorPasses.take(b.n, b.node, s.gradients(), b.taken));
            passes.add(b -> ScreenPasses.gradients(b.n, b.taken, b.gradientU, b.gradientV));
        }
        passes.add(b -> ScreenPasses.move(b.n, b.gradientU, b.gradientV, b.table.floats(), b.f + at, b.x, b.y));
        return passes;
    }

    private static final int BIN_BITS = Integer.numberOfTrailingZeros(BINS);

    private static void start(PhotonBlock b) {
        int whole = VectorPasses.roundUp(b.n);
        Arrays.fill(b.x, 0, whole, b.table.floats()[b.f + F_X]);
        Arrays.fill(b.y, 0, whole, b.table.floats()[b.f + F_Y]);
        Arrays.fill(b.lost, 0, whole, 0);
    }

    static Pass words(int draw, boolean pairs) {
        if (pairs) {
            return b -> {
                long block = b.photon >>> 1;
                VectorPhilox.pairs(
                        b.key0,
                        b.key1,
                        block,
                        b.c1,
                        b.c2,
                        PhotonWord.counter3(block, 0),
                        b.n,
                        b.word(PhotonWord.SPREAD_RADIUS),
                        b.word(PhotonWord.SPREAD_DIRECTION));
            };
        }
        return b -> VectorPhilox.blocks(
                b.key0,
                b.key1,
                b.photon,
                b.c1,
                b.c2,
                PhotonWord.counter3(b.photon, draw),
                b.n,
                b.wordAt(draw, 0),
                b.wordAt(draw, 1),
                b.wordAt(draw, 2),
                b.wordAt(draw, 3));
    }

    private static void spreadRing(PhotonBlock b) {
        ring(b, PhotonWord.SPREAD_RADIUS, I_SPREAD_FREE, I_SPREAD_GIVEN);
    }

    private static void profileRing(PhotonBlock b) {
        ring(b, PhotonWord.PROFILE_FIRST, I_PROFILE_FREE, I_PROFILE_GIVEN);
    }

    /** Puts the bits that the source's ring gives into a word; most sources have no rings. */
    private static void ring(PhotonBlock b, PhotonWord word, int freeBits, int givenBits) {
        int free = b.integer(freeBits);
        if (free != -1) {
            VectorPasses.within(b.n, b.word(word), free, b.integer(givenBits));
        }
    }

    private static List<Pass> wavelength(Wavelength step) {
        return List.of(
                b -> VectorPasses.cells(b.n, b.word(PhotonWord.WAVELENGTH), b.integer(I_SPECTRUM), b.node),
                b -> VectorPasses.take(b.n, b.node, b.table.spectra(), b.taken),
                b -> VectorPasses.bins(b.n, b.word(PhotonWord.WAVELENGTH), b.taken, b.bin),
                b -> VectorPasses.take(b.n, b.bin, step.acceptance(), b.taken),
                b -> VectorPasses.keep(b.n, b.word(PhotonWord.ACCEPTANCE), b.taken, b.lost));
    }

    private static Pass radius(Spread step) {
        return b ->
                VectorPasses.radii(b.n, b.word(PhotonWord.SPREAD_RADIUS), b.pairs(step.radii()), 0, b.node, b.radius);
    }

    private static Pass radiusOfRows(Spread step) {
        return b -> VectorPasses.radiiOfRows(
                b.n, b.word(PhotonWord.SPREAD_RADIUS), b.pairs(step.radii()), b.bin, step.rowShift(), b.node, b.radius);
    }

    private static List<Pass> profile(SourceKind kind) {
        return switch (kind) {
            case POINT -> List.of();
            case RADIAL ->
                List.of(
                        VectorSteps::profileRing,
                        b -> VectorPasses.radii(
                                b.n,
                                b.word(PhotonWord.PROFILE_FIRST),
                                b.pairs(b.table.profiles()),
                                b.integer(I_TABLE),
                                b.node,
                                b.radius),
                        b -> VectorPasses.turn(
                                b.n,
                                b.radius,
                                b.word(PhotonWord.PROFILE_SECOND),
                                b.table.floats(),
                                b.f + F_PROFILE,
                                b.x,
                                b.y));
            case POINTS ->
                List.of(b -> VectorPasses.points(
                        b.n,
                        b.word(PhotonWord.PROFILE_FIRST),
                        b.table.points(),
                        b.integer(I_TABLE),
                        b.integer(I_COUNT),
                        b.table.floats(),
                        b.f + F_PROFILE,
                        b.x,
                        b.y));
            case BOX ->
                List.of(b -> VectorPasses.box(
                        b.n,
                        b.word(PhotonWord.PROFILE_FIRST),
                        b.word(PhotonWord.PROFILE_SECOND),
                        b.table.floats(),
                        b.f + F_PROFILE,
                        b.x,
                        b.y));
            case IMAGE ->
                List.of(b -> VectorPasses.picture(
                        b.n,
                        b.word(PhotonWord.PROFILE_FIRST),
                        b.word(PhotonWord.PROFILE_SECOND),
                        b.table.picture(),
                        b.integer(I_TABLE),
                        b.integer(I_COUNT),
                        b.table.floats(),
                        b.f + F_PROFILE,
                        b.x,
                        b.y));
        };
    }
}

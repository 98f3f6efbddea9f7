package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.PhotonWords;
import ciel.sim.photon.SourceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One step of a block. Each is a class of its own, so that the call from {@link VectorShooter} is megamorphic and the
 * compiler makes each step by itself: inlined
 * together they exceed its budget, vectors are then boxed, and the engine is ten times slower.
 */
enum Pass {
    START {
        @Override
        void run(PhotonBlock b) {
            int whole = VectorPasses.roundUp(b.n);
            Arrays.fill(b.x, 0, whole, b.batch.floats()[b.f + F_X]);
            Arrays.fill(b.y, 0, whole, b.batch.floats()[b.f + F_Y]);
        }
    },
    WORDS_OF_PAIRS {
        @Override
        void run(PhotonBlock b) {
            long block = b.photon >>> 1;
            VectorPhilox.pairs(b.key0, b.key1, block, b.c1, b.c2, PhotonWords.counter3(block, 0), b.n, b.w0, b.w1);
        }
    },
    WORDS {
        @Override
        void run(PhotonBlock b) {
            VectorPhilox.blocks(
                    b.key0,
                    b.key1,
                    b.photon,
                    b.c1,
                    b.c2,
                    PhotonWords.counter3(b.photon, 0),
                    b.n,
                    b.w0,
                    b.w1,
                    b.w2,
                    b.w3);
        }
    },
    WORDS_OF_PROFILE {
        @Override
        void run(PhotonBlock b) {
            // into the places where the monochromatic layout has them
            VectorPhilox.blocks(
                    b.key0,
                    b.key1,
                    b.photon,
                    b.c1,
                    b.c2,
                    PhotonWords.counter3(b.photon, 1),
                    b.n,
                    b.w2,
                    b.w3,
                    b.w0,
                    b.w1);
        }
    },
    WAVELENGTHS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.wavelengths(
                    b.n,
                    b.w2,
                    b.w3,
                    b.batch.spectra(),
                    b.integer(I_SPECTRUM),
                    b.batch.acceptance(),
                    b.batch.psfRowShift(),
                    b.index,
                    b.lost);
        }
    },
    SPREAD_RADIUS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.radii(b.n, b.w0, b.batch.psf(), 0, b.index, b.radius);
        }
    },
    SPREAD_RADIUS_OF_ROWS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.radiiOfRows(b.n, b.w0, b.batch.psf(), b.index, b.radius);
        }
    },
    SPREAD {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.turn(b.n, b.radius, b.w1, b.batch.floats(), b.f + F_PSF, b.x, b.y);
        }
    },
    PROFILE_RADIUS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.radii(b.n, b.w2, b.batch.profiles(), b.integer(I_TABLE), b.index, b.radius);
        }
    },
    PROFILE {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.turn(b.n, b.radius, b.w3, b.batch.floats(), b.f + F_PROFILE, b.x, b.y);
        }
    },
    BOX {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.box(b.n, b.w2, b.w3, b.batch.floats(), b.f + F_PROFILE, b.x, b.y);
        }
    },
    POINTS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.points(
                    b.n,
                    b.w2,
                    b.batch.points(),
                    b.integer(I_TABLE),
                    b.integer(I_COUNT),
                    b.batch.floats(),
                    b.f + F_PROFILE,
                    b.x,
                    b.y);
        }
    },
    IMAGE {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.picture(
                    b.n,
                    b.w2,
                    b.w3,
                    b.batch.picture(),
                    b.integer(I_TABLE),
                    b.integer(I_COUNT),
                    b.batch.floats(),
                    b.f + F_PROFILE,
                    b.x,
                    b.y);
        }
    },
    PIXELS {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.pixels(
                    b.n, b.x, b.y, b.integer(I_X), b.integer(I_Y), b.batch.width(), b.batch.height(), b.index);
        }
    },
    DROP {
        @Override
        void run(PhotonBlock b) {
            VectorPasses.drop(b.n, b.lost, b.index);
        }
    };

    abstract void run(PhotonBlock block);

    /** @return the steps of a kind of source */
    static Pass[] of(SourceKind kind, boolean chromatic) {
        List<Pass> steps = new ArrayList<>();
        steps.add(START);
        if (chromatic) {
            steps.addAll(List.of(WORDS, WAVELENGTHS, SPREAD_RADIUS_OF_ROWS, SPREAD));
        } else {
            steps.addAll(List.of(kind == SourceKind.POINT ? WORDS_OF_PAIRS : WORDS, SPREAD_RADIUS, SPREAD));
        }
        if (chromatic && kind != SourceKind.POINT) {
            steps.add(WORDS_OF_PROFILE);
        }
        switch (kind) {
            case POINT -> {}
            case RADIAL -> steps.addAll(List.of(PROFILE_RADIUS, PROFILE));
            case POINTS -> steps.add(POINTS);
            case BOX -> steps.add(BOX);
            case IMAGE -> steps.add(IMAGE);
        }
        steps.add(PIXELS);
        if (chromatic) {
            steps.add(DROP);
        }
        return steps.toArray(Pass[]::new);
    }
}

package ciel.kernels.vector;

import ciel.sim.readout.SkyParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a stretch of sky. A class each, for the reason that {@link Pass} gives. The arithmetic is that of {@code
 * ciel.sim.readout.Background}, operation by operation.
 */
enum SkyPass {
    MEAN {
        @Override
        void run(SkyStretch s) {
            SkyParameters p = s.sky;
            float dy = s.y - p.yReference();
            VectorPassesOfSky.mean(
                    s.x,
                    s.n,
                    p.xReference(),
                    p.xFromX(),
                    Math.fma(dy, p.xFromY(), p.xOrigin()),
                    p.yFromX(),
                    Math.fma(dy, p.yFromY(), p.yOrigin()),
                    p.xSlope(),
                    Math.fma(dy, p.ySlope(), p.level()),
                    p.cellsPerMm2(),
                    p.vignetting(),
                    s.count,
                    s.mean);
        }
    },
    RESPONSE {
        @Override
        void run(SkyStretch s) {
            float[] response = s.sky.response();
            for (int i = 0, from = s.start(); i < s.n; i++) {
                s.mean[i] *= response[from + i];
            }
        }
    },
    AREA {
        @Override
        void run(SkyStretch s) {
            VectorPassesOfSky.areas(
                    s.n, s.edges, s.y * (s.width + 1) + s.x, s.horizontal + s.start(), s.width, s.draw.share(), s.mean);
        }
    },
    WORDS {
        @Override
        void run(SkyStretch s) {
            int start = s.start();
            s.first = start & 3;
            VectorPhilox.blocks(
                    s.key0,
                    s.key1,
                    start >>> 2,
                    0,
                    s.draw.number(),
                    s.sky.detector(),
                    (s.first + s.n + 3) / 4,
                    s.w0,
                    s.w1,
                    s.w2,
                    s.w3);
        }
    },
    IN_ORDER {
        @Override
        void run(SkyStretch s) {
            int blocks = (s.first + s.n + 3) / 4;
            for (int block = 0, i = 0; block < blocks; block++, i += 4) {
                s.words[i] = s.w0[block];
                s.words[i + 1] = s.w1[block];
                s.words[i + 2] = s.w2[block];
                s.words[i + 3] = s.w3[block];
            }
        }
    },
    DRAW {
        @Override
        void run(SkyStretch s) {
            VectorPassesOfSky.draw(s.n, s.words, s.first, s.mean, s.nodes, s.count);
        }
    },
    /** What the expansion is not meant for. */
    DRAW_SMALL {
        @Override
        void run(SkyStretch s) {
            VectorPassesOfSky.drawSmall(s.n, s.words, s.first, s.mean, s.exponentials, s.reciprocals, s.node, s.count);
        }
    },
    ADD {
        @Override
        void run(SkyStretch s) {
            for (int i = 0, from = s.start(); i < s.n; i++) {
                s.data[from + i] += s.count[i];
            }
        }
    };

    abstract void run(SkyStretch stretch);

    /** @param areas whether pixels differ in area
     * @return the steps of a sky */
    static SkyPass[] of(SkyParameters sky, boolean areas) {
        List<SkyPass> steps = new ArrayList<>(List.of(MEAN));
        if (sky.response().length != 0) {
            steps.add(RESPONSE);
        }
        if (areas) {
            steps.add(AREA);
        }
        steps.addAll(List.of(WORDS, IN_ORDER, DRAW, DRAW_SMALL, ADD));
        return steps.toArray(SkyPass[]::new);
    }
}

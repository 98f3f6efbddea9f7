package ciel.kernels.tornado;

import ciel.kernels.opencl.WorkList;
import ciel.kernels.vector.VectorSupport;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Pieces;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.ReadoutParameters;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyDraws;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.PixelBoundaries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The photon engine on TornadoVM. Photons, sky, the motion of the pixels' boundaries between epochs and the readout are
 * Java kernels; cosmic rays, a few electrons in a list, are added by the processor. Detectors are exposed one after the
 * other.
 */
public final class TornadoEngine implements PhotonEngine {
    /** Electrons in all from which an unsigned sum could wrap. */
    private static final double UNSIGNED = 0x1p32;
    /** Bytes of lists of a call: see {@link WorkList#next}. */
    private static final long LISTED = 64L << 20;

    private static final int[] NO_EDGES = {};

    private final KernelDevice device;
    private final PhotonBuffers buffers = new PhotonBuffers();
    private final SkyBuffers sky = new SkyBuffers();
    private final EdgeBuffers motion = new EdgeBuffers();
    private ReadoutBuffers readout;
    private int[] pixelEdges = NO_EDGES;
    private long nanos;

    TornadoEngine(KernelDevice device) {
        this.device = device;
    }

    @Override
    public ScreenLoops screenLoops() {
        return VectorSupport.screenLoops();
    }

    @Override
    public Info info() {
        return new Info("tornado", device.name(), Tier.T1);
    }

    @Override
    public synchronized Optional<DeviceUse> deviceUse() {
        return Optional.of(new DeviceUse(nanos * 1e-9, 0));
    }

    @Override
    public synchronized DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        SourceTable table = exposure.photons();
        PhotonCall call = new PhotonCall(table);
        ChargeMap map = new ChargeMap(table.width(), table.height());
        long[] realized = new long[table.size()];
        buffers.tables(call);
        if (buffers.charge.length != map.data().length) {
            buffers.charge = new int[map.data().length];
        }
        Arrays.fill(buffers.charge, 0);
        Optional<Boundaries> boundaries = table.path().find(Boundaries.class);
        if (boundaries.isPresent()) {
            exposeEpochs(exposure, boundaries.get(), call, realized, progress);
        } else {
            buffers.edges = PhotonBuffers.NO_EDGES;
            shoot(table, Pieces.of(table), call, realized, progress);
            progress.background();
            if (exposure.sky() != null) {
                addSky(exposure.sky(), SkyDraw.WHOLE, table, NO_EDGES);
            }
        }
        exposure.rays().addTo(buffers.charge);
        System.arraycopy(buffers.charge, 0, map.data(), 0, map.data().length);
        int[][] segments = exposure.readout() == null ? null : readOut(exposure.readout());
        boolean wanted = exposure.charge() || segments == null;
        return new DetectorImage(wanted ? map : null, realized, map.total(), segments);
    }

    private int[][] readOut(ReadoutParameters parameters) {
        if (readout == null) {
            readout = new ReadoutBuffers();
        }
        readout.fill(parameters, buffers.charge);
        long begun = System.nanoTime();
        device.readOut(readout);
        nanos += System.nanoTime() - begun;
        return readout.outputs();
    }

    /** Epoch after epoch, as {@code CpuEngine} does it. */
    private void exposeEpochs(
            DetectorExposure exposure,
            Boundaries boundaries,
            PhotonCall call,
            long[] realized,
            PhotonProgress progress) {
        SourceTable table = exposure.photons();
        int epochs = boundaries.epochs();
        SkyDraws draws = SkyDraws.of(exposure.sky(), epochs);
        List<Pieces> pieces = Pieces.epochs(table, epochs);
        int[] fixed = PixelBoundaries.fixed(boundaries);
        if (pixelEdges.length != fixed.length) {
            pixelEdges = fixed;
        } else { // in the array that plans are bound to
            System.arraycopy(fixed, 0, pixelEdges, 0, fixed.length);
        }
        int[] edges = pixelEdges;
        buffers.edges = edges;
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (epoch > 0) {
                motion.fill(boundaries, epoch, buffers.charge, edges);
                long begun = System.nanoTime();
                device.moveEdges(motion);
                nanos += System.nanoTime() - begun;
            }
            shoot(table, pieces.get(epoch), call, realized, progress);
            if (draws.in(epoch)) {
                addSky(exposure.sky(), draws.draw(epoch), table, edges);
            }
        }
        progress.background();
    }

    private void addSky(SkyParameters parameters, SkyDraw draw, SourceTable table, int[] edges) {
        sky.fill(parameters, draw, table.width(), table.height(), edges, buffers.charge);
        long begun = System.nanoTime();
        device.addSky(sky);
        nanos += System.nanoTime() - begun;
    }

    /**
     * Adds photons to the charge. Sums are unsigned: below 2^32 electrons in all none wraps. Of brighter batches the
     * device counts photons, those of one weight after those of another, and the electrons are added here.
     */
    private void shoot(SourceTable table, Pieces pieces, PhotonCall call, long[] realized, PhotonProgress progress) {
        buffers.counts = table.electrons() >= UNSIGNED;
        if (!buffers.counts) {
            shootAll(table, pieces, call, 1, realized, progress);
            if (table.saturates()) {
                addSaturating(buffers.charge, new int[buffers.charge.length], 0);
            }
            return;
        }
        int[] weights = IntStream.range(0, pieces.size())
                .map(k -> table.weight(pieces.source()[k]))
                .distinct()
                .toArray();
        for (int weight : weights) {
            shootAll(table, ofWeight(table, pieces, weight), call, weight, realized, progress);
        }
    }

    private static Pieces ofWeight(SourceTable table, Pieces pieces, int weight) {
        int[] kept = IntStream.range(0, pieces.size())
                .filter(k -> table.weight(pieces.source()[k]) == weight)
                .toArray();
        Pieces some = new Pieces(
                kept.length,
                new int[kept.length],
                new long[kept.length],
                new long[kept.length],
                new float[kept.length],
                new float[kept.length]);
        for (int k = 0; k < kept.length; k++) {
            some.source()[k] = pieces.source()[kept[k]];
            some.from()[k] = pieces.from()[kept[k]];
            some.to()[k] = pieces.to()[kept[k]];
            some.begin()[k] = pieces.begin()[kept[k]];
            some.span()[k] = pieces.span()[kept[k]];
        }
        return some;
    }

    private void shootAll(
            SourceTable table, Pieces pieces, PhotonCall call, int weight, long[] realized, PhotonProgress progress) {
        int piece = 0;
        long done = 0;
        while (piece < pieces.size()) {
            WorkList work = WorkList.next(table, pieces, piece, done, LISTED, device.photonsAtOnce());
            piece = work.next();
            done = work.done();
            if (work.photons() == 0) {
                continue;
            }
            buffers.list(table, work, call, device.run());
            int[] charge = buffers.charge;
            if (buffers.counts) {
                buffers.charge = new int[charge.length];
            }
            long begun = System.nanoTime();
            device.shoot(buffers);
            nanos += System.nanoTime() - begun;
            if (buffers.counts) {
                addSaturating(charge, buffers.charge, weight);
                buffers.charge = charge;
            }
            for (int k = 0; k < work.faintCount() + work.chunkCount(); k++) {
                int source = work.from() + buffers.pieces[6 * k];
                realized[source] += (long) buffers.kept[k] * table.weight(source);
            }
            progress.photons(work.photons());
        }
    }

    private static void addSaturating(int[] charge, int[] photons, long weight) {
        for (int pixel = 0; pixel < charge.length; pixel++) {
            long electrons = (charge[pixel] & 0xFFFFFFFFL) + photons[pixel] * weight;
            charge[pixel] = (int) Math.min(electrons, ChargeMap.MAX_ELECTRONS);
        }
    }

    @Override
    public synchronized void close() {
        device.close();
    }
}

package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.fits.RenderManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a rendering will do, found out and checked before the objects of the catalog are read and before the first
 * photon.
 *
 * @param source    the catalog, open
 * @param settings  of the detectors
 * @param folder    where the files go
 * @param detectors asked for, in that order
 * @param kept      manifests of those that an earlier run has finished, left alone
 */
record RenderPlan(
        SceneSource source,
        RenderSettings settings,
        OutputFolder folder,
        List<Detector> detectors,
        Map<Detector, RenderManifest> kept) {

    /** @throws CielException when an input is wrong, a name is taken, or the folder cannot take the files */
    static RenderPlan of(RenderRequest request, String codeVersion, int threads, RenderListener listener) {
        List<Detector> detectors = detectors(request);
        SceneSource source = SceneSource.open(request);
        request.settings().camera().requireFilter(source.visit().band());
        RenderSettings settings = RenderSettings.of(request.settings(), source.throughTelescope());
        OutputFolder folder = OutputFolder.prepare(request.out());
        try {
            EarlierFiles earlier = new EarlierFiles(request.out(), source.visit(), settings);
            earlier.requireFreeNames(
                    detectors, request.resume() || settings.output().overwrite());
            Map<Detector, RenderManifest> kept = new LinkedHashMap<>();
            if (request.resume()) {
                EarlierFiles.Wanted wanted = new EarlierFiles.Wanted(
                        codeVersion,
                        source.visit().seed(),
                        request.settings().hash(),
                        request.catalogName(),
                        request.catalogBytes());
                RenderManifest[] whole = new RenderManifest[detectors.size()];
                Parallel.forRange(threads, whole.length, 1, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        whole[i] = earlier.whole(detectors.get(i), wanted, listener);
                    }
                });
                for (int i = 0; i < whole.length; i++) {
                    if (whole[i] != null) {
                        kept.put(detectors.get(i), whole[i]);
                    }
                }
            }
            RenderPlan plan = new RenderPlan(source, settings, folder, detectors, kept);
            folder.requireRoom(plan.drawn().stream()
                    .mapToLong(d -> DetectorFiles.bytes(d, settings))
                    .sum());
            return plan;
        } catch (CielException e) {
            folder.removeIfUnused();
            throw e;
        }
    }

    /** @return the detectors that are not there yet */
    List<Detector> drawn() {
        return detectors.stream().filter(d -> !kept.containsKey(d)).toList();
    }

    private static List<Detector> detectors(RenderRequest request) {
        Camera camera = request.settings().camera();
        return request.allDetectors()
                ? camera.detectors()
                : request.detectors().stream().map(camera::detector).toList();
    }
}

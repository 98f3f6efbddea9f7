package ciel.sim.camera;

import ciel.sim.Band;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the headers of a camera's files say of it.
 *
 * @param camera     name in e-images (CAMERA)
 * @param instrument name in raw files (INSTRUME)
 * @param telescope  TELESCOP
 * @param code       TELCODE, and how observation names begin: MC_S_20260105_000001
 * @param filters    physical filter of each band (FILTER)
 * @param cards      keywords of raw files beside those of every camera, or in their place
 */
public record CameraHeader(
        String camera,
        String instrument,
        String telescope,
        String code,
        Map<Band, String> filters,
        Map<String, String> cards) {
    public CameraHeader {
        filters = new TreeMap<>(filters);
        cards = new TreeMap<>(cards);
    }
}

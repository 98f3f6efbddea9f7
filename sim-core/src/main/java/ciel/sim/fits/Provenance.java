package ciel.sim.fits;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What made a file, so that it can be made again bit for bit.
 *
 * @param codeVersion       version of Ciel
 * @param engine            name of the photon engine that ran: scalar, vector, opencl, tornado
 * @param device            what it ran on, such as {@code CPU AVX-512} or the name of a GPU
 * @param tier              exactness of that engine: T1 (same bits) or T2 (bounded number of differing photons)
 * @param seed              of the exposure
 * @param configurationHash of the whole layered configuration, hexadecimal
 * @param catalog           name of the file that says what is drawn
 * @param catalogBytes      its size; 0 where it has none
 * @param physics           what of a photon's way is followed
 * @param packages          data and programs that decide the pixels, name to version, in the order of the
 *      PKGnnnnn keywords; {@code throughputs}
 *                          first: LSST's translators look for it
 */
public record Provenance(
        String codeVersion,
        String engine,
        String device,
        String tier,
        long seed,
        String configurationHash,
        String catalog,
        long catalogBytes,
        Physics physics,
        Map<String, String> packages) {
    /**
     * What of a photon's way is followed.
     *
     * @param summary  in a few words, for headers
     * @param settings that decide it, key to value
     */
    public record Physics(String summary, Map<String, String> settings) {
        public Physics {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    public Provenance {
        packages = Collections.unmodifiableMap(new LinkedHashMap<>(packages));
    }
}

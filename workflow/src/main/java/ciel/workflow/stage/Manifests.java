package ciel.workflow.stage;

import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.manifest.Manifest;
import ciel.transfer.manifest.ManifestFile;
import ciel.transfer.manifest.ManifestJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/** Reads manifests of renderings as files of a unit. */
public final class Manifests {
    private Manifests() {}

    /**
     * @param unit name of the unit
     * @param path path of the manifest, in the folder of its files
     * @param json its bytes
     * @return the files that it names, and the manifest last
     * @throws PortException.Refused if it is not a manifest, or names a file outside of its folder
     */
    public static UnitFiles read(String unit, String path, byte[] json) throws PortException.Refused {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        try {
            Manifest manifest = ManifestJson.read(json, path);
            List<UnitFile> files = new ArrayList<>();
            for (ManifestFile file : manifest.files()) {
                String plain = file.path().text().orElse("/");
                String adler = file.checksums().get(Algorithm.ADLER32);
                String sha = file.checksums().get(Algorithm.SHA256);
                if (plain.contains("/") || plain.equals(name) || adler == null || sha == null) {
                    throw new PortException.Refused("[unit " + unit + "] the manifest " + path + " names '" + plain
                            + "', which is not a file of its folder with adler32 and sha256; render the unit again");
                }
                files.add(new UnitFile(plain, file.bytes(), adler, sha));
            }
            files.add(new UnitFile(name, json.length, sum(json, Algorithm.ADLER32), sum(json, Algorithm.SHA256)));
            return new UnitFiles(unit, slash < 0 ? "" : path.substring(0, slash), files);
        } catch (TransferException e) {
            throw new PortException.Refused("[unit " + unit + "] " + e.getMessage(), e);
        }
    }

    private static String sum(byte[] bytes, Algorithm algorithm) {
        try {
            return Digests.of(Channels.newChannel(new ByteArrayInputStream(bytes)), algorithm);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory does not fail", e);
        }
    }
}

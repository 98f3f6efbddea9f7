package ciel.sim.exposure;

import ciel.sim.catalog.TruthTable;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the truth table of one detector. */
final class TruthFile {
    private TruthFile() {}

    /** @param realized electrons of each row in the image, before sky and cosmic rays */
    static WrittenFile write(
            Path out, List<TruthRow> rows, long[] realized, HeaderInput header, WholeFile.Existing existing) {
        // sorted: the same rendering gives the same bytes
        Map<String, String> about = new TreeMap<>(Map.of(
                "visit",
                Long.toString(header.visit().observationId()),
                "detector",
                header.detector().name(),
                "seed",
                Long.toString(header.provenance().seed()),
                "ciel",
                header.provenance().codeVersion()));
        try (WholeFile file =
                WholeFile.create(out.resolve(FileNames.truth(header.visit(), header.detector())), existing)) {
            try (TruthTable table = new TruthTable(file, about)) {
                for (int i = 0; i < rows.size(); i++) {
                    TruthRow row = rows.get(i);
                    table.add(
                            row.id(),
                            row.type(),
                            row.ra(),
                            row.dec(),
                            row.x(),
                            row.y(),
                            row.nominalFlux(),
                            realized[i],
                            row.mode().label());
                }
            }
            return file.publish();
        }
    }
}

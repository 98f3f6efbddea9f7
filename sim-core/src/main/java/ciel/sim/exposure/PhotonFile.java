package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.catalog.ParquetColumn;
import ciel.sim.catalog.ParquetColumn.Kind;
import ciel.sim.catalog.ParquetWriter;
import ciel.sim.engine.PhotonSample;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import ciel.sim.photon.Pupil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/** Writes some photons of one detector as a Parquet table, for looking at them. */
final class PhotonFile {
    private PhotonFile() {}

    /** @param nm wavelength of each bin @param most photons that are written */
    static WrittenFile write(
            Path out,
            Scene.Sources sources,
            IntToDoubleFunction nm,
            long most,
            HeaderInput header,
            WholeFile.Existing existing) {
        ParquetColumn id = new ParquetColumn("object_id", Kind.TEXT);
        ParquetColumn number = new ParquetColumn("number", Kind.LONG);
        ParquetColumn kept = new ParquetColumn("kept", Kind.LONG);
        ParquetColumn electrons = new ParquetColumn("electrons", Kind.LONG);
        List<ParquetColumn> places = List.of(
                new ParquetColumn("x", Kind.DOUBLE),
                new ParquetColumn("y", Kind.DOUBLE),
                new ParquetColumn("slope_x", Kind.DOUBLE),
                new ParquetColumn("slope_y", Kind.DOUBLE),
                new ParquetColumn("wavelength", Kind.DOUBLE),
                new ParquetColumn("pupil_u", Kind.DOUBLE),
                new ParquetColumn("pupil_v", Kind.DOUBLE),
                new ParquetColumn("time", Kind.DOUBLE));
        List<ParquetColumn> columns = new java.util.ArrayList<>(List.of(id, number, kept, electrons));
        columns.addAll(places);
        double seconds = header.visit().exposureTime();
        TreeMap<String, String> about = new TreeMap<>();
        about.put("visit", Long.toString(header.visit().observationId()));
        about.put("detector", header.detector().name());
        about.put("seed", Long.toString(header.provenance().seed()));
        about.put("photons_of_all", Long.toString(sources.batch().totalPhotons()));
        try (WholeFile file =
                WholeFile.create(out.resolve(FileNames.photons(header.visit(), header.detector())), existing)) {
            try (ParquetWriter writer = new ParquetWriter(file, columns, about)) {
                PhotonSample.of(sources.batch(), most, (row, seen) -> {
                    int object = sources.truthOfRow()[row];
                    id.add(
                            object == Scene.Sources.NO_OBJECT
                                    ? ""
                                    : sources.truth().get(object).id());
                    number.add(seen.number());
                    kept.add(seen.kept() ? 1L : 0L);
                    electrons.add((long) sources.batch().weight(row));
                    double[] values = {
                        seen.x(),
                        seen.y(),
                        seen.slopeX(),
                        seen.slopeY(),
                        nm.applyAsDouble(seen.bin()),
                        seen.u() * Pupil.OUTER_M,
                        seen.v() * Pupil.OUTER_M,
                        seen.t() * seconds
                    };
                    for (int k = 0; k < values.length; k++) {
                        places.get(k).add(values[k]);
                    }
                    try {
                        writer.endRow();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (IOException e) {
                throw new CielException("the list of photons cannot be written: " + e.getMessage(), e);
            }
            return file.publish();
        }
    }
}

package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the centroid file of one detector: the truth table as gzipped text with imSim's columns. Every object is shot
 * as photons, so {@code phot_flux} is the number expected, as {@code nominal_flux}, and {@code fft_flux} is 0.
 */
final class CentroidFile {
    private CentroidFile() {}

    /** @param realized electrons of each row in the image, before sky and cosmic rays */
    static WrittenFile write(
            Path out, List<TruthRow> rows, long[] realized, HeaderInput header, WholeFile.Existing existing) {
        try (WholeFile file =
                WholeFile.create(out.resolve(FileNames.centroid(header.visit(), header.detector())), existing)) {
            // closing the text would take the file away before it is published
            GZIPOutputStream packed = new GZIPOutputStream(file);
            Writer text = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8));
            text.write("# object_id ra dec x y nominal_flux phot_flux fft_flux realized_flux\n");
            for (int i = 0; i < rows.size(); i++) {
                TruthRow row = rows.get(i);
                text.write(String.format(
                        Locale.ROOT,
                        "%s %.10f %.10f %.5f %.5f %.6g %.6g 0 %d\n",
                        row.id(),
                        row.ra(),
                        row.dec(),
                        row.x(),
                        row.y(),
                        row.nominalFlux(),
                        row.nominalFlux(),
                        realized[i]));
            }
            text.flush();
            packed.finish();
            return file.publish();
        } catch (IOException e) {
            throw new CielException("the centroid file cannot be written: " + e.getMessage(), e);
        }
    }
}

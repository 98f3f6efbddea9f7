package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFormatTest {
    @TempDir
    private Path dir;

    private CatalogFormat format(String name, String content) throws IOException {
        return CatalogFormat.of(Files.write(dir.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void theContentDecides_thenTheName() throws IOException {
        assertEquals(CatalogFormat.INSTANCE_CATALOG, format("a.txt", Catalogs.HEADER));
        assertEquals(CatalogFormat.INSTANCE_CATALOG, format("a.csv", Catalogs.HEADER));
        assertEquals(CatalogFormat.INSTANCE_CATALOG, format("a.txt", Catalogs.HEADER.replace("\n", "\r\n")));
        assertEquals(CatalogFormat.SCENE_TEXT, format("a.txt", "# scene\nid;X;Y;FLUX\n"));
        assertEquals(CatalogFormat.SCENE_TEXT, format("a.csv", "ra,dec\n"));
        assertEquals(CatalogFormat.SCENE_PARQUET, format("a.dat", "PAR1..."));
        assertEquals(CatalogFormat.SCENE_PARQUET, CatalogFormat.of(dir.resolve("not there.parquet")));
        assertEquals(CatalogFormat.INSTANCE_CATALOG, format("empty.txt", ""));
        byte[] table = "x,y,flux\n1,2,3\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(CatalogFormat.SCENE_TEXT, CatalogFormat.of(Files.write(dir.resolve("a"), gzip(table))));
    }

    @Test
    void aFormatThatIsKnownAndNotRead_isRefusedByItsName() throws IOException {
        for (String[] known : new String[][] {
            {"SQLite format 3\0...", "SQLite database, as OpSim's"},
            {"psf:\n  fwhm: 0.7\n", "a YAML file"},
            {"SIMPLE  =                    T", "a FITS file"},
            {"\u0089HDF\r\n\u001a\n", "an HDF5 file"},
            {"PK\u0003\u0004", "a zip archive or an Excel workbook"},
            {"BZh91AY", "compressed with bzip2"},
            {"\u00ff\u00fer\0i\0", "UTF-16 text"},
            {"<!DOCTYPE html>", "an HTML page"},
            {"{\"visit\": 1}", "JSON"},
            {"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS"},
            {Catalogs.HEADER.replace("\n", "\r"), "a carriage return alone"}
        }) {
            for (String name : List.of("a.txt", "a.csv")) {
                InputException error = assertThrows(InputException.class, () -> format(name, known[0]), known[1]);
                assertTrue(error.getMessage().contains(name + ": "), error.getMessage());
                assertTrue(error.getMessage().contains(known[1]), error.getMessage());
            }
        }
    }

    @Test
    void whateverAFileBeginsWith_theAnswerIsAKindOrAnError() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        byte[][] seeds = {
            Catalogs.HEADER.getBytes(StandardCharsets.UTF_8),
            "id,x,y,flux\n1,2,3,4\n".getBytes(StandardCharsets.UTF_8),
            gzip(Catalogs.HEADER.getBytes(StandardCharsets.UTF_8))
        };
        int refused = 0;
        for (int run = 0; run < 2000; run++) {
            byte[] bytes = seeds[run % seeds.length].clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(Math.min(40, bytes.length))] = (byte) random.nextInt();
            }
            Path file = Files.write(dir.resolve("f"), java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            try {
                CatalogFormat.of(file);
            } catch (InputException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "nothing was refused");
    }

    @Test
    void standardInput_isReadAsAFileIs_twice() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(
                    gzip((Catalogs.HEADER + Catalogs.POINT).getBytes(StandardCharsets.UTF_8))));
            assertEquals(CatalogFormat.INSTANCE_CATALOG, CatalogFormat.of(CatalogSource.STANDARD_INPUT));
            assertEquals(
                    "p1",
                    Catalogs.read(CatalogSource.STANDARD_INPUT, true).getFirst().id());

            System.setIn(new ByteArrayInputStream("x,y,flux\n1,2,3\n".getBytes(StandardCharsets.UTF_8)));
            List<SceneObject> objects = new ArrayList<>();
            SceneTable.open(CatalogSource.STANDARD_INPUT).forEach(objects::add);
            assertEquals(3, objects.getFirst().flux());

            byte[] parquet =
                    getClass().getResourceAsStream("scene_snappy.parquet").readAllBytes();
            System.setIn(new ByteArrayInputStream(parquet));
            assertTrue(SceneTable.open(CatalogSource.STANDARD_INPUT).forEach(object -> {}) > 0);

            System.setIn(new ByteArrayInputStream("rightascension x\n".getBytes(StandardCharsets.UTF_8)));
            String message = assertThrows(InputException.class, () -> Catalogs.read(CatalogSource.STANDARD_INPUT, true))
                    .getMessage();
            assertTrue(message.startsWith("standard input:1: "), message);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void skyCatalogsAreKnown() throws IOException {
        for (String text : new String[] {
            "catalog_dir: .\nobject_types:\n  star:\n", "---\nschema_version: 1.3.0\nskycatalog_root: /x\n"
        }) {
            Path file = Files.writeString(dir.resolve("sky.yaml"), text);
            assertEquals(CatalogFormat.SKY_CATALOG, CatalogFormat.of(file));
        }
    }
}

package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneTableTest {
    private static final String NAMES = "id,x,y,mag,flux,type,n,hlr,q,beta,g1,g2";
    private static final String GALAXY =
            "0,129.7334,2789.1346,23.37267,2965.1860,sersic,3,0.655589,0.805769,51.20192,-0.013551,0.008093";
    private static final String STAR =
            "13,2556.7234,2588.6395,27.02531,102.5641,star,0,0.000000,1.000000,0.00000,0.000000,0.000000";

    @TempDir
    private Path dir;

    private static List<SceneObject> read(Path file) {
        List<SceneObject> objects = new ArrayList<>();
        assertEquals(SceneTable.open(file).forEach(objects::add), objects.size());
        return objects;
    }

    private String problem(String... lines) throws IOException {
        Path file = Catalogs.write(dir.resolve("scene.csv"), lines);
        return assertThrows(InputException.class, () -> read(file)).getMessage();
    }

    @Test
    void rows_areRead_plainCompressedAndInAnyOrderOfColumns() throws IOException {
        List<SceneObject> expected = List.of(
                new SceneObject(
                        "0", 129.7334, 2789.1346, 2965.1860, 3, 0.655589, 0.805769, 51.20192, -0.013551, 0.008093),
                new SceneObject("13", 2556.7234, 2588.6395, 102.5641, 0, 0, 1, 0, 0, 0));
        assertEquals(expected, read(Catalogs.write(dir.resolve("a.csv"), NAMES, GALAXY, STAR)));
        assertEquals(
                expected, read(Catalogs.write(dir.resolve("a.csv.gz"), "# made by hand", NAMES, "", GALAXY, STAR, "")));
        Path turned = Catalogs.write(
                dir.resolve("b.csv"),
                "g2,g1,beta,q,hlr,n,flux,y,x,\"id\",colour",
                "0.008093,-0.013551,51.20192,0.805769,0.655589,3,2965.1860, 2789.1346 ,129.7334,\"0\",red");
        assertEquals(expected.subList(0, 1), read(turned));
        assertTrue(SceneTable.open(turned).notes().getFirst().contains("colour"));
    }

    @Test
    void badTables_sayLineColumnValueAndLimit() throws IOException {
        assertTrue(problem(NAMES.replace("flux,", ""), GALAXY).contains("there is no column 'flux'"));
        assertTrue(problem(NAMES.replace("mag", "x"), GALAXY).contains("column 'x' is there twice"));
        assertTrue(problem(NAMES, GALAXY, GALAXY + ",1").contains("scene.csv:3: the line has 13 columns"));
        assertTrue(problem(NAMES, GALAXY, GALAXY.replace("2965.1860", "-1"))
                .contains("scene.csv:3: column 'flux' is '-1'; it must be from 0 to"));
        assertTrue(problem(NAMES, GALAXY.replace("2965.1860", "nan")).contains("not a number"));
        assertTrue(problem(NAMES, GALAXY.replace("0.805769", "1.5")).contains("column 'q'"));
        assertTrue(problem(NAMES, GALAXY.replace("c,3,", "c,0.1,")).contains("column 'n'"));
        assertTrue(problem(NAMES, GALAXY.replace("0.655589", "0")).contains("column 'hlr'"));
        assertTrue(problem(NAMES, GALAXY.replace("-0.013551", "0.999")).contains("below 0.99"));
        assertTrue(problem(NAMES, GALAXY.replace("sersic", "spiral")).contains("'spiral'"));
        assertTrue(problem(NAMES, GALAXY.replace("0,129", "\"0,129")).contains("quote"));
        assertTrue(problem("").contains("the table is empty"));
        assertTrue(problem(NAMES, "\0").contains("control character"));
    }

    private List<SceneObject> table(String... lines) throws IOException {
        return read(Catalogs.write(dir.resolve("t.csv"), lines));
    }

    private static SceneObject star(String id, double x, double y, double flux) {
        return new SceneObject(id, x, y, flux, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void xyFluxIsEnoughForStars_andTheRowIsTheId() throws IOException {
        List<SceneObject> expected = List.of(star("1", 100, 200, 1000), star("2", 300, 400, 0));
        assertEquals(expected, table("x,y,flux", "100,200,1000", "300,400,0"));
        assertEquals(expected, table("x,y,flux,type", "100,200,1000,star", "300,400,0,point"));
        assertTrue(problem("x,y,flux,type", "1,2,3,sersic").contains("there are no columns n and hlr"));
        assertTrue(problem("x,y,flux,n", "1,2,3,1").contains("no column 'hlr'"));
        assertEquals(
                List.of(new SceneObject("1", 1, 2, 3, 1, 0.5, 1, 0, 0, 0)), table("x,y,flux,n,hlr", "1,2,3,1,0.5"));
    }

    @Test
    void whatSpreadsheetsAndPandasWrite_isRead() throws IOException {
        List<SceneObject> expected = List.of(star("a", 1.5, 2.25, 1000));
        for (String[] form : new String[][] {
            {"\ufeffid,x,y,flux", "a,1.5,2.25,1000"},
            {"id;x;y;flux", "a;1.5;2.25;1000"},
            {"id;x;y;flux", "a;1,5;2,25;1,0e3"},
            {"# by hand", "id\tx\ty\tflux", "a\t1.5\t2.25\t1000"},
            {"ID,X,Y,Flux,TYPE", "a,1.5,2.25,1000,Star"},
            {",id,x,y,flux", "0,a,1.5,2.25,1000"},
            {"\"id\",\"x\",\"y\",\"flux\"", "\"a\",\"1.5\",2.25,1000"},
            {"id,x,y,flux,n,hlr,q,beta,g1,g2", "a,1.5,2.25,1000,,,,,,"},
            {"id,x,y,flux,type,n,hlr", "a,1.5,2.25,1000,star,nan,NaN"},
            {"id,x,y,flux\r", "a,1.5,2.25,1000\r"}
        }) {
            assertEquals(expected, table(form), String.join(" | ", form));
            assertEquals(List.of(), SceneTable.open(dir.resolve("t.csv")).notes(), String.join(" | ", form));
        }
        assertTrue(problem("x,y,flux,type,n,hlr", "1,2,3,sersic,1,").contains("column 'hlr' is empty"));
        assertTrue(problem("x,y,flux", "1,,3").contains("column 'y' is ''"));
    }

    @Test
    void aTableWithoutItsColumns_isToldWhatItHolds() throws IOException {
        String message = problem("ra,dec,mag", "1,2,3");
        assertTrue(message.contains("there is no column 'x'; the columns are: ra, dec, mag"), message);
        assertTrue(problem("100,200,1000").contains("the columns are: 100, 200, 1000"));
    }

    @Test
    void parquetThatIsNone_isRefused() throws IOException {
        Path text = Files.writeString(dir.resolve("a.parquet"), "PAR1 id,x,y");
        assertTrue(assertThrows(InputException.class, () -> SceneTable.open(text))
                .getMessage()
                .contains("a.parquet: cannot be read as Parquet"));
        assertTrue(assertThrows(InputException.class, () -> SceneTable.open(dir.resolve("b.parquet")))
                .getMessage()
                .contains("does not exist"));
    }
}

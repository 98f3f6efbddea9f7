package ciel.sim.catalog;

import ciel.sim.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What kind of catalog a file is, told from its content; files that are known and no catalog are refused by their name. */
public enum CatalogFormat {
    /** phosim's text: header commands and objects */
    INSTANCE_CATALOG,
    /** a scene table of separated values */
    SCENE_TEXT,
    /** a scene table in Parquet */
    SCENE_PARQUET,
    /** the YAML description of a skyCatalog */
    SKY_CATALOG;

    private static final int LOOKED_AT = 1 << 16;
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*[ \\t]+[^ \\t,;]+[ \\t]*(#.*)?");
    private static final Pattern SKY_KEYS =
            Pattern.compile("(?m)^(skycatalog_root|catalog_dir|object_types|area_partition)\\b");
    private static final Pattern YAML_KEY = Pattern.compile("(---.*|[A-Za-z_][\\w .-]*:([ \\t].*)?)");

    /**
     * A format that is none of ours.
     *
     * @param magic  how it begins
     * @param what   what to call it
     * @param remedy what the user can do
     */
    private record Foreign(String magic, String what, String remedy) {}

    private static final String WANTED =
            "ciel reads instance catalogs (text), skyCatalogs (YAML) and scene tables (CSV, Parquet)";
    private static final List<Foreign> FOREIGN = List.of(
            new Foreign(
                    "SQLite format 3\0",
                    "is an SQLite database, as OpSim's are",
                    WANTED + "; a visit of it is drawn with --opsim FILE --visit NUMBER --sky CATALOG"),
            new Foreign("\u0089HDF\r\n\u001a\n", "is an HDF5 file", WANTED),
            new Foreign("SIMPLE  =", "is a FITS file", WANTED + "; ciel inspect shows FITS files"),
            new Foreign("XTENSION=", "is a part of a FITS file", WANTED),
            new Foreign(
                    "PK\u0003\u0004", "is a zip archive or an Excel workbook", "unpack it, or save the sheet as CSV"),
            new Foreign("\u00d0\u00cf\u0011\u00e0", "is an old Excel workbook", "save the sheet as CSV"),
            new Foreign("BZh", "is compressed with bzip2", "decompress it, or compress it with gzip"),
            new Foreign("\u00fd7zXZ\0", "is compressed with xz", "decompress it, or compress it with gzip"),
            new Foreign("(\u00b5/\u00fd", "is compressed with zstd", "decompress it, or compress it with gzip"),
            new Foreign("\u0004\"M\u0018", "is compressed with lz4", "decompress it, or compress it with gzip"),
            new Foreign("\u001f\u009d", "is compressed with compress", "decompress it, or compress it with gzip"),
            new Foreign("\u00ff\u00fe", "is UTF-16 text", "save it as UTF-8, or as CSV UTF-8"),
            new Foreign("\u00fe\u00ff", "is UTF-16 text", "save it as UTF-8, or as CSV UTF-8"),
            new Foreign("\u0093NUMPY", "is a NumPy array", WANTED),
            new Foreign("%PDF", "is a PDF document", WANTED),
            new Foreign("\u007fELF", "is a program", WANTED),
            new Foreign("version https://git-lfs", "is a pointer of Git LFS, not the file itself", "git lfs pull"),
            new Foreign(
                    "<",
                    "is an HTML page or XML",
                    "a download may have given a page that explains an error: look into it"),
            new Foreign("{", "is JSON", WANTED),
            new Foreign("[", "is JSON or a list", WANTED));

    /**
     * @param file catalog, or {@code -}
     * @return its kind; where the content does not tell, that of its name
     * @throws InputException for a format that is known and not read here, with its name
     */
    public static CatalogFormat of(Path file) {
        if (!CatalogSource.isStandardInput(file) && !Files.isRegularFile(file)) {
            return byName(file); // whoever opens it says what is wrong
        }
        String head = CatalogSource.beginningAsText(file, LOOKED_AT);
        if (head.startsWith("PAR1")) {
            return SCENE_PARQUET;
        }
        for (Foreign foreign : FOREIGN) {
            if (head.startsWith(foreign.magic())) {
                throw new InputException(CatalogSource.name(file), foreign.what(), foreign.remedy());
            }
        }
        if (head.indexOf('\r') >= 0 && head.indexOf('\n') < 0 && head.indexOf('\r') < head.length() - 1) {
            throw new InputException(
                    CatalogSource.name(file),
                    "has lines that end with a carriage return alone, as old Macintosh files have",
                    "convert it: tr '\\r' '\\n' < FILE > NEW");
        }
        String first = firstLine(head);
        if (YAML_KEY.matcher(first).matches()) {
            if (SKY_KEYS.matcher(head).find()) {
                return SKY_CATALOG;
            }
            throw new InputException(
                    CatalogSource.name(file), "is a YAML file", WANTED + "; settings are given with --config");
        }
        if (namesSceneColumns(first)) {
            return SCENE_TEXT;
        }
        return COMMAND.matcher(first).matches() ? INSTANCE_CATALOG : byName(file);
    }

    private static CatalogFormat byName(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".parquet")) {
            return SCENE_PARQUET;
        }
        return name.endsWith(".csv") || name.endsWith(".csv.gz") ? SCENE_TEXT : INSTANCE_CATALOG;
    }

    /** @return the first line that holds something and is no comment */
    private static String firstLine(String head) {
        return head.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .findFirst()
                .orElse("");
    }

    private static boolean namesSceneColumns(String line) {
        List<String> names = List.of(line.toLowerCase(Locale.ROOT).split("[,;\\t]"));
        List<String> bare =
                names.stream().map(name -> name.strip().replace("\"", "")).toList();
        return bare.size() > 1 && bare.contains("x") && bare.contains("y");
    }
}

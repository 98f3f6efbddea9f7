package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a catalog, and which of them a region needs. Immutable. */
final class CatalogFolder {
    /** An object of this magnitude matters hardly farther than the region itself: for what is missing. */
    private static final double FAINT = 30;

    private final Path path;
    private final List<Type> types;

    /**
     * An object type.
     *
     * @param name   of the type
     * @param rows   how rows become objects
     * @param nside  of its HEALPix pixels; 0 where it is not divided
     * @param files  by pixel
     */
    record Type(String name, ObjectRows rows, int nside, Map<Long, CatalogFile> files, String template) {}

    /**
     * Stars of Gaia.
     *
     * @param level of the triangles
     * @param files by triangle
     */
    record Gaia(String prefix, int level, Map<Long, Path> files) {}

    private final Optional<Gaia> gaia;

    CatalogFolder(Path path, List<Type> types, Optional<Gaia> gaia) {
        this.path = path;
        this.types = List.copyOf(types);
        this.gaia = gaia;
    }

    Path path() {
        return path;
    }

    Optional<Gaia> gaia() {
        return gaia;
    }

    /** @return files that may hold objects of the region, type by type, by rising pixel */
    List<CatalogFile> files(Footprint footprint) {
        List<CatalogFile> chosen = new ArrayList<>();
        for (Type type : types) {
            List<Footprint.Cap> caps = footprint.caps(type.rows.brightestOfAll());
            type.files.forEach((pixel, file) -> {
                if (type.nside == 0 || caps.isEmpty() || touches(new Healpix(type.nside), pixel, caps)) {
                    chosen.add(file);
                }
            });
        }
        return chosen;
    }

    /** @return files of Gaia that may hold stars of the region */
    List<Path> gaiaFiles(Footprint footprint) {
        List<Path> chosen = new ArrayList<>();
        gaia.ifPresent(g -> {
            List<Footprint.Cap> caps = footprint.caps(5);
            g.files.forEach((triangle, file) -> {
                if (caps.isEmpty()
                        || caps.stream().anyMatch(c -> Htm.mayTouch(triangle, g.level, c.ra(), c.dec(), c.radius()))) {
                    chosen.add(file);
                }
            });
        });
        return chosen;
    }

    private static boolean touches(Healpix healpix, long pixel, List<Footprint.Cap> caps) {
        if (pixel < 0 || pixel >= healpix.pixels()) {
            return false;
        }
        double[] at = new double[2];
        healpix.middle(pixel, at);
        return caps.stream()
                .anyMatch(cap -> Footprint.cone(cap.ra(), cap.dec(), Math.min(180, cap.radius() + healpix.radius()))
                        .mayContain(at[0], at[1]));
    }

    /** @return what of a region the catalog has no files of, one sentence for each type */
    List<String> missing(Footprint footprint) {
        List<String> notes = new ArrayList<>();
        for (Type type : types) {
            if (type.nside == 0 || type.files.isEmpty()) {
                continue;
            }
            Healpix healpix = new Healpix(type.nside);
            TreeSet<Long> wanted = new TreeSet<>();
            for (Footprint.Cap cap : footprint.caps(FAINT)) {
                for (int ring = 0; ring <= 8; ring++) {
                    double radius = cap.radius() * ring / 8;
                    for (int k = 0; k < 64; k++) {
                        double angle = 2 * Math.PI * k / 64;
                        double dec = cap.dec() + radius * StrictMath.sin(angle);
                        if (Math.abs(dec) <= 90) {
                            double cos = Math.max(0.01, StrictMath.cos(Math.toRadians(dec)));
                            wanted.add(healpix.pixel(cap.ra() + radius * StrictMath.cos(angle) / cos, dec));
                        }
                    }
                }
            }
            wanted.removeAll(type.files.keySet());
            if (!wanted.isEmpty()) {
                notes.add(type.name + ": the region touches " + wanted.size()
                        + (wanted.size() == 1 ? " healpixel" : " healpixels") + " of which there is no file ("
                        + String.join(
                                ", ",
                                wanted.stream().limit(10).map(String::valueOf).toList())
                        + (wanted.size() > 10 ? ", ..." : "") + "; " + type.template + ")");
            }
        }
        return notes;
    }

    /**
     * Files whose names match a template, which may have a folder before it.
     *
     * @param template a Python regular expression with a group for the pixel
     * @param group    name of that group
     * @return by pixel; -1 where the template has no such group
     */
    static Map<Long, Path> matching(Path folder, String template, String group, Path yaml) {
        int slash = template.lastIndexOf('/');
        Path in = slash < 0 ? folder : folder.resolve(template.substring(0, slash));
        Pattern pattern;
        try {
            pattern = Pattern.compile(template.substring(slash + 1).replace("(?P<", "(?<"));
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new InputException(
                    yaml.toString(),
                    "file template '" + template + "' is no regular expression: " + e.getDescription(),
                    "correct it",
                    e);
        }
        boolean grouped = pattern.namedGroups().containsKey(group);
        Map<Long, Path> found = new TreeMap<>();
        if (!Files.isDirectory(in)) {
            return found;
        }
        try (Stream<Path> files = Files.list(in)) {
            for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
                Matcher m = pattern.matcher(file.getFileName().toString());
                if (!m.matches()) {
                    continue;
                }
                if (!grouped) {
                    found.put(-1L, file);
                } else if (m.group(group) != null && m.group(group).matches("\\d{1,18}")) {
                    found.put(Long.parseLong(m.group(group)), file);
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new InputException(in.toString(), "cannot be listed: " + e.getMessage(), "check its permissions", e);
        } catch (StackOverflowError e) {
            throw new InputException(
                    yaml.toString(), "file template '" + template + "' is too involved", "simplify it", e);
        }
        return found;
    }
}

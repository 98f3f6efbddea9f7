package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a catalog's YAML says, of every schema that is met: none, 1.1.0, 1.2.0, 1.3.0. */
final class Description {
    private static final String ROOT = "SKYCATALOG_ROOT";
    private static final String SUN = "starSED/kurucz/kp00_5750.fits_g45_5770.gz";
    private static final Set<String> KNOWN = Set.of(
            "galaxy", "skysim5000", "diffsky_galaxy", "star", "pointsource", "trilegal", "gaia_star", "sso", "snana");

    private final Path yaml;
    private final SkyCatalog.Options options;
    private final Visit visit;
    private final FluxRule flux;
    private final SkyCatalog.SedFlux seds;
    private final List<String> notes;
    private final Map<String, Object> root;

    Description(
            Path yaml,
            SkyCatalog.Options options,
            Visit visit,
            FluxRule flux,
            SkyCatalog.SedFlux seds,
            List<String> notes) {
        this.yaml = yaml;
        this.options = options;
        this.visit = visit;
        this.flux = flux;
        this.seds = seds;
        this.notes = notes;
        this.root = SkyCatalogYaml.read(yaml);
    }

    /** @return the files, found and listed */
    CatalogFolder folder() {
        Map<String, Object> types = map(root.get("object_types"), "object_types");
        if (types.isEmpty()) {
            throw wrong("has no object_types", "it should describe a skyCatalog");
        }
        Set<String> unknown = new LinkedHashSet<>(options.types());
        unknown.removeAll(types.keySet());
        if (!unknown.isEmpty()) {
            throw new InputException(
                    "skycatalog.types",
                    "the catalog has no object type " + String.join(", ", unknown),
                    "it has " + types.keySet());
        }
        Path folder = path();
        List<CatalogFolder.Type> found = new ArrayList<>();
        Optional<CatalogFolder.Gaia> gaia = Optional.empty();
        List<String> without = new ArrayList<>();
        for (Map.Entry<String, Object> entry : types.entrySet()) {
            String name = entry.getKey();
            if (!options.types().isEmpty() && !options.types().contains(name)) {
                continue;
            }
            Map<String, Object> type = map(entry.getValue(), "object_types." + name);
            if (type.containsKey("module")) {
                notes.add("object type " + name + " is made by a Python module (" + type.get("module")
                        + "), which is not run: left out");
                continue;
            }
            if (type.containsKey("parent") || !type.containsKey("file_template") && !name.equals("gaia_star")) {
                continue; // a component of another type
            }
            if (!KNOWN.contains(name)) {
                throw wrong(
                        "has the object type '" + name + "', which is not read",
                        "types that are: " + String.join(", ", new java.util.TreeSet<>(KNOWN))
                                + "; --set skycatalog.types=... names those that are wanted");
            }
            if (name.equals("gaia_star")) {
                gaia = Optional.of(gaia(folder, type)).filter(g -> !g.files().isEmpty());
                if (gaia.isEmpty()) {
                    without.add("gaia_star: " + type.get("basename_template"));
                }
                continue;
            }
            CatalogFolder.Type one = type(folder, name, type);
            if (one.files().isEmpty()) {
                without.add(name + ": " + one.template());
            } else {
                found.add(one);
            }
        }
        if (found.isEmpty() && gaia.isEmpty()) {
            throw wrong(
                    "names files of which none is in " + folder + ": " + String.join("; ", without),
                    "skycatalog.root or " + ROOT + " says where the catalog's folder lies");
        }
        without.forEach(w -> notes.add("no file in " + folder + " matches " + w));
        return new CatalogFolder(folder, found, gaia);
    }

    /** @return folder of the catalog: of the roots that are given, the first that has it */
    private Path path() {
        Path here = yaml.toAbsolutePath().getParent();
        String below = text(root.get("catalog_dir"), ".");
        List<Path> roots = new ArrayList<>();
        try {
            String environment = System.getenv(ROOT);
            if (options.root().isPresent()) {
                Path only = options.root().get().resolve(below);
                if (!Files.isDirectory(only)) {
                    throw new InputException("skycatalog.root", "has no folder " + only, "correct it");
                }
                return only;
            }
            if (environment != null && !environment.isBlank()) {
                roots.add(Path.of(environment).resolve(below));
            }
            roots.add(here.resolve(below));
            if (root.get("skycatalog_root") instanceof String written) {
                roots.add(here.resolve(written).resolve(below));
            }
        } catch (InvalidPathException e) {
            throw wrong("catalog_dir or skycatalog_root is no name of a folder: " + e.getMessage(), "correct it");
        }
        return roots.stream().filter(Files::isDirectory).findFirst().orElse(here);
    }

    private CatalogFolder.Gaia gaia(Path folder, Map<String, Object> type) {
        // it may be the text None
        Map<String, Object> area = type.get("area_partition") instanceof Map<?, ?> given
                ? map(given, "object_types.gaia_star.area_partition")
                : Map.of();
        int level = whole(area.getOrDefault("level", 7), "area_partition.level", 0, 20);
        String template = text(type.get("basename_template"), "");
        if (template.isEmpty()) {
            throw wrong(
                    "object type gaia_star has no basename_template",
                    "reference catalogs are read as files and not from a Butler: name them in basename_template and data_dir, or"
                            + " leave the type out with --set skycatalog.types=...");
        }
        // the folder may be given from the root, from the catalog's folder, or be the catalog's folder
        String data = text(type.get("data_dir"), ".");
        Map<Long, Path> files = Map.of();
        try {
            List<Path> tried = new ArrayList<>();
            options.root().ifPresent(r -> tried.add(r.resolve(data)));
            Path here = yaml.toAbsolutePath().getParent();
            tried.add(here.resolve(data));
            Path below = Path.of(text(root.get("catalog_dir"), ".")).normalize();
            if (here.endsWith(below) && here.getNameCount() > below.getNameCount()) {
                // the file lies in the catalog's folder itself, so that the root is as far above it
                Path above = here;
                for (int i = 0; i < below.getNameCount(); i++) {
                    above = above.getParent();
                }
                tried.add(above.resolve(data));
            }
            tried.add(folder.resolve(data));
            tried.add(folder);
            for (Path in : tried) {
                if (files.isEmpty()) {
                    files = CatalogFolder.matching(in, template, "htm", yaml);
                }
            }
        } catch (InvalidPathException e) {
            throw wrong("data_dir '" + data + "' is no name of a folder", "correct it");
        }
        return new CatalogFolder.Gaia(text(type.get("id_prefix"), "gaia_dr2_"), level, files);
    }

    private CatalogFolder.Type type(Path folder, String name, Map<String, Object> type) {
        String template = text(type.get("file_template"), "");
        ObjectRows rows = rows(name, type);
        Object partition = type.containsKey("area_partition") ? type.get("area_partition") : root.get("area_partition");
        int nside = 0;
        if (partition instanceof Map<?, ?>) {
            Map<String, Object> area = map(partition, "area_partition");
            if (!text(area.get("ordering"), "ring").equalsIgnoreCase("ring")) {
                throw wrong(
                        "area_partition of " + name + " has the ordering '" + area.get("ordering") + "'",
                        "only ring is read");
            }
            nside = whole(area.getOrDefault("nside", 32), "area_partition.nside", 1, 8192);
            if (Integer.bitCount(nside) != 1) {
                throw wrong("area_partition of " + name + " has nside " + nside, "it must be a power of two");
            }
        }
        Map<Long, Path> main = CatalogFolder.matching(folder, template, "healpix", yaml);
        Map<Long, Path> fluxes = !flux.readsStored() && !name.equals("trilegal")
                ? Map.of()
                : besides(folder, template, type.get("flux_file_template"));
        boolean spectra = name.equals("snana") || name.equals("diffsky_galaxy");
        Map<Long, Path> sedFiles = !spectra ? Map.of() : besides(folder, template, sedTemplate(name, type, template));
        Map<Long, CatalogFile> files = new LinkedHashMap<>();
        List<Long> noSpectra = new ArrayList<>();
        main.forEach((pixel, file) -> {
            if (spectra && !sedFiles.containsKey(pixel)) {
                noSpectra.add(pixel);
                return;
            }
            files.put(
                    pixel,
                    new CatalogFile(
                            name,
                            rows,
                            pixel,
                            file,
                            Optional.ofNullable(fluxes.get(pixel)),
                            Optional.ofNullable(sedFiles.get(pixel))));
        });
        if (!noSpectra.isEmpty()) {
            throw wrong(
                    "object type " + name + " has no HDF5 file of the spectra of healpixel " + noSpectra.getFirst(),
                    "it lies beside the Parquet file: " + sedTemplate(name, type, template));
        }
        if (flux.readsStored() && fluxes.isEmpty() && !main.isEmpty()) {
            notes.add("object type " + name + " has no stored fluxes: those of its spectra are taken");
        }
        boolean pixels = main.keySet().stream().noneMatch(pixel -> pixel < 0);
        return new CatalogFolder.Type(name, rows, pixels ? nside : 0, files, template);
    }

    private static String sedTemplate(String name, Map<String, Object> type, String template) {
        return type.get("sed_file_template") instanceof String given
                ? given
                : name.equals("diffsky_galaxy")
                        ? "galaxy_sed_(?P<healpix>\\d+).hdf5"
                        : template.replaceFirst("\\.parquet$", ".hdf5");
    }

    /** @return files of a template, which lie in the folder of the main ones */
    private Map<Long, Path> besides(Path folder, String main, Object template) {
        if (!(template instanceof String text) || text.isBlank()) {
            return Map.of();
        }
        int slash = main.lastIndexOf('/');
        return CatalogFolder.matching(
                folder, text.contains("/") || slash < 0 ? text : main.substring(0, slash + 1) + text, "healpix", yaml);
    }

    private ObjectRows rows(String name, Map<String, Object> type) {
        return switch (name) {
            case "galaxy", "skysim5000" ->
                new GalaxyRows(tophat(type), cosmology(type), flux, options.dilate(), name.equals("galaxy"));
            case "diffsky_galaxy" -> new DiffskyRows(cosmology(type), flux, options.dilate());
            case "star", "pointsource" -> new StarRows(name, flux, (sed, dust) -> seds.flux(sed, dust, flux.band()));
            case "trilegal" ->
                new TrilegalRows(
                        flux, options.trilegalGrid().map(StellarGrid::read).orElse(null));
            case "snana" -> new SnanaRows(visit.mjd(), flux);
            default ->
                new SsoRows(
                        visit.mjd(),
                        visit.exposureTime(),
                        options.solarSpectrum().map(SolarLight::read).orElse(null),
                        SUN,
                        options.trailsAsUpstream());
        };
    }

    private Tophat tophat(Map<String, Object> type) {
        Object own = type.get("tophat");
        if (own == null) {
            own = map(root.getOrDefault("SED_models", Map.of()), "SED_models").get("tophat");
        }
        return Tophat.of(map(own == null ? Map.of() : own, "tophat").get("bins"), yaml.toString());
    }

    private FlatCosmology cosmology(Map<String, Object> type) {
        Map<String, Object> given =
                map(type.containsKey("Cosmology") ? type.get("Cosmology") : root.get("Cosmology"), "Cosmology");
        return new FlatCosmology(
                number(given.get("H0"), "Cosmology.H0", 10, 200), number(given.get("Om0"), "Cosmology.Om0", 0, 1));
    }

    private double number(Object value, String what, double low, double high) {
        if (value instanceof Number n && n.doubleValue() >= low && n.doubleValue() <= high) {
            return n.doubleValue();
        }
        throw wrong(what + " is " + value, "it must be a number from " + low + " to " + high);
    }

    private int whole(Object value, String what, int low, int high) {
        double n = number(value, what, low, high);
        if (n != Math.rint(n)) {
            throw wrong(what + " is " + value, "it must be a whole number");
        }
        return (int) n;
    }

    private static String text(Object value, String absent) {
        return value == null ? absent : value.toString();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> map(Object value, String what) {
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw wrong(
                "'" + what + "' is " + (value == null ? "missing" : "no map of keys and values"),
                "see docs/skycatalogs.md");
    }

    private InputException wrong(String problem, String remedy) {
        return new InputException(yaml.toString(), problem, remedy);
    }
}

package ciel.sim.spectrum;

import ciel.sim.InputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Spectra by name: from the first of its folders that has the file, else made from the name ({@link SyntheticSed}).
 * Read once, kept, safe for many
 * threads; one library may serve many visits.
 */
public final class SedLibrary {
    /** The ecosystem's variable for the folder of SED files. */
    public static final String ENVIRONMENT = "SIMS_SED_LIBRARY_DIR";
    /** Spectra kept in memory, about 40 kB each. When there are more, reading starts afresh. */
    private static final int KEPT = 4096;

    private final List<Path> folders;
    private final Consumer<SedUse> listener;
    private final Map<String, Sed> spectra = new ConcurrentHashMap<>();
    private final Map<String, SedUse> uses = new ConcurrentHashMap<>();

    /**
     * @param folders  where to look, in this order; may be empty
     * @param listener called once for each name, when it is first used, possibly from several threads at once
     */
    public SedLibrary(List<Path> folders, Consumer<SedUse> listener) {
        this.folders = List.copyOf(folders);
        this.listener = listener;
    }

    /**
     * The usual places: the folder of the setting {@code sed.library}, or else of {@value #ENVIRONMENT}; then the
     * catalog's own folder.
     *
     * @param configured       folder from the settings, or null
     * @param environment      value of {@value #ENVIRONMENT}, or null
     * @param catalogDirectory folder of the catalog, or null
     * @throws InputException if a folder that was asked for does not exist
     */
    public static SedLibrary search(
            Path configured, String environment, Path catalogDirectory, Consumer<SedUse> listener) {
        Set<Path> folders = new LinkedHashSet<>();
        if (configured != null) {
            folders.add(existing("sed.library", configured));
        } else if (environment != null && !environment.isBlank()) {
            folders.add(existing(ENVIRONMENT, Path.of(environment)));
        }
        if (catalogDirectory != null) {
            folders.add(catalogDirectory);
        }
        return new SedLibrary(new ArrayList<>(folders), listener);
    }

    /** A library without files: every spectrum is made from its name. */
    public static SedLibrary synthetic() {
        return new SedLibrary(List.of(), use -> {});
    }

    /**
     * @param name file name relative to the library; {@code .gz} at its end may be missing or too much
     * @throws InputException if the file is there and is not a spectrum
     */
    public Sed sed(String name) {
        Sed known = spectra.get(name);
        if (known != null) {
            return known;
        }
        if (spectra.size() >= KEPT) {
            spectra.clear();
        }
        return spectra.computeIfAbsent(name, this::load);
    }

    /** @return every name used so far and where its spectrum came from, sorted by name */
    public List<SedUse> uses() {
        return uses.values().stream().sorted(Comparator.comparing(SedUse::name)).toList();
    }

    private Sed load(String name) {
        Path file = find(name);
        SyntheticSed made = file == null ? SyntheticSed.of(name) : null;
        List<String> remarks = new ArrayList<>();
        Sed sed = file == null ? made.sed() : SedFile.read(file, remarks::add);
        SedUse use = file == null
                ? new SedUse(name, SedUse.Origin.SYNTHETIC, made.description(), "")
                : new SedUse(name, SedUse.Origin.LIBRARY, file.toString(), String.join("; ", remarks));
        if (uses.putIfAbsent(name, use) == null) {
            listener.accept(use);
        }
        return sed;
    }

    private Path find(String name) {
        String other = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz";
        try {
            for (Path folder : folders) {
                for (String candidate : List.of(name, other)) {
                    Path file = folder.resolve(candidate);
                    if (Files.isRegularFile(file)) {
                        return file;
                    }
                }
            }
        } catch (InvalidPathException e) {
            throw new InputException(
                    "SED name '" + name.replaceAll("[^\\x20-\\x7e]", "?") + "'",
                    "is not a file name",
                    "correct the catalog",
                    e);
        }
        return null;
    }

    private static Path existing(String setting, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(
                    setting,
                    "folder '" + folder + "' does not exist",
                    "correct it, or leave it out: spectra are then made from their names");
        }
        return folder;
    }
}

package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SedUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says which SED names of a catalog were not found, and refuses the rendering where that is no accident: when a library
 * was named and has not one of them, or when the setting {@code sed.allow_substitutes} forbids it.
 */
final class SubstituteSpectra {
    private static final int SHOWN = 3;

    private final String allowed;
    private final Path library;

    /**
     * @param allowed value of sed.allow_substitutes: auto, true or false
     * @param library folder that was named, or null
     */
    SubstituteSpectra(String allowed, Path library) {
        this.allowed = allowed;
        this.library = library;
    }

    /**
     * @param uses     every SED name of the objects that are drawn
     * @param listener told once, in one line; not at all where the setting says true
     * @return how many names were not found
     * @throws InputException when that is not allowed
     */
    int check(List<SedUse> uses, RenderListener listener) {
        List<SedUse> missing = uses.stream()
                .filter(use -> use.origin() == SedUse.Origin.SYNTHETIC)
                .toList();
        List<SedUse> odd = uses.stream().filter(use -> !use.remark().isEmpty()).toList();
        if (!odd.isEmpty()) {
            listener.note(list(odd, use -> use.detail() + ": " + use.remark()));
        }
        if (missing.isEmpty()) {
            return 0;
        }
        String where = library == null ? "beside the catalog (no SED library is named)" : "in " + library;
        String found = missing.size() + " of " + uses.size() + " SED names are not " + where;
        String names = list(missing, SedUse::name);
        if (allowed.equals("false") || allowed.equals("auto") && library != null && !anyFromLibrary(uses)) {
            throw new InputException(
                    "sed.library",
                    found + ": " + names,
                    subfolder(missing)
                            .map(folder -> "they are in " + folder + ": name that folder")
                            .orElse("correct sed.library or " + SedLibrary.ENVIRONMENT
                                    + ", or --set sed.allow_substitutes=true to draw them with spectra made from "
                                    + "their names"));
        }
        if (!allowed.equals("true")) {
            listener.note(found + "; spectra made from the names are taken: "
                    + list(missing, use -> use.name() + " (" + use.detail() + ")"));
        }
        return missing.size();
    }

    private boolean anyFromLibrary(List<SedUse> uses) {
        return uses.stream()
                .anyMatch(use -> use.origin() == SedUse.Origin.LIBRARY
                        && Path.of(use.detail()).startsWith(library));
    }

    private static String list(List<SedUse> uses, java.util.function.Function<SedUse, String> text) {
        return String.join(", ", uses.stream().limit(SHOWN).map(text).toList())
                + (uses.size() > SHOWN ? ", and " + (uses.size() - SHOWN) + " more" : "");
    }

    /** @return the folder just below the library that has one of the names, for a library named one folder too high */
    private Optional<Path> subfolder(List<SedUse> missing) {
        if (library == null) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(library)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .filter(folder -> missing.stream()
                            .limit(SHOWN)
                            .anyMatch(use -> Files.exists(folder.resolve(use.name()))
                                    || Files.exists(folder.resolve(use.name() + ".gz"))))
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}

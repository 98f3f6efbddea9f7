package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.ObjectSource;
import ciel.sim.catalog.Visit;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.LsstSpectra;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A skyCatalog (LSSTDESC/skyCatalogs, schemas to 1.3.0): a YAML file that says which Parquet, FITS and HDF5 files hold which
 * objects. Opened for one visit: its band decides which stored fluxes are read, its time what varies and moves.
 *
 * <p>Files are chosen by the region, row groups by their statistics, and rows by place and brightness before the rest of
 * their columns is read; no more than a batch of rows is in memory.
 */
public final class SkyCatalog implements ObjectSource {
    private final Path yaml;
    private final CatalogFolder folder;
    private final List<String> notes;
    private final Visit visit;
    private final FluxRule flux;

    /**
     * @param root          folder in which the catalog's folder lies; empty: that of the environment or beside the YAML
     * @param types         object types that are read; empty for all
     * @param flux          integrated, stored or compare
     * @param maxFlux       objects of more photons in the band's baseline are left out; infinite for none
     * @param dilate        apply_dc2_dilation
     * @param solarSpectrum spectrum of the sun for the solar system (Angstrom, flux); empty: one of the library
     * @param trailsAsUpstream whether objects of the solar system are drawn as skyCatalogs 2.5.0 draws them
     * @param trilegalGrid  atmospheres of stars for TRILEGAL; empty: black bodies of the catalog's magnitude
     */
    public record Options(
            Optional<Path> root,
            Set<String> types,
            String flux,
            double maxFlux,
            boolean dilate,
            Optional<Path> solarSpectrum,
            boolean trailsAsUpstream,
            Optional<Path> trilegalGrid) {
        /** Everything, with the fluxes of the spectra. */
        public static final Options DEFAULT = new Options(
                Optional.empty(),
                Set.of(),
                "integrated",
                Double.POSITIVE_INFINITY,
                false,
                Optional.empty(),
                false,
                Optional.empty());
    }

    private SkyCatalog(Path yaml, CatalogFolder folder, List<String> notes, Visit visit, FluxRule flux) {
        this.yaml = yaml;
        this.folder = folder;
        this.notes = notes;
        this.visit = visit;
        this.flux = flux;
    }

    /**
     * @param seds gives fluxes of spectra of the library, where stored fluxes are compared with them
     * @throws InputException when the YAML is wrong, or names files of which there are none
     */
    public static SkyCatalog open(Path yaml, Options options, Visit visit, SedFlux seds) {
        List<String> notes = new ArrayList<>();
        FluxRule flux = new FluxRule(
                FluxRule.Mode.valueOf(options.flux().toUpperCase(java.util.Locale.ROOT)),
                new BaselineBand(visit.band()),
                options.maxFlux(),
                LsstSpectra.AREA_CM2 * visit.exposureTime());
        CatalogFolder folder = new Description(yaml, options, visit, flux, seds, notes).folder();
        return new SkyCatalog(yaml, folder, List.copyOf(notes), visit, flux);
    }

    /** Gives fluxes of spectra of the library in a band. */
    public interface SedFlux {
        /**
         * @param sed name relative to the library
         * @return photons s^-1 cm^-2 for magnorm 0
         */
        double flux(String sed, ciel.sim.catalog.Dust dust, BaselineBand band);
    }

    @Override
    public String name() {
        return yaml.toString();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public boolean followsFlipG2() {
        return false;
    }

    @Override
    public ObjectCursor cursor(Footprint footprint) {
        return new SkyCatalogCursor(folder, footprint, visit.mjd(), flux);
    }
}

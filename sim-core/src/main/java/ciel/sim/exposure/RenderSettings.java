package ciel.sim.exposure;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.OutputFacts;
import ciel.sim.readout.CosmicRayLibrary;
import ciel.sim.readout.CosmicRayParticles;
import ciel.sim.readout.CosmicRaySource;
import ciel.sim.readout.CosmicRays;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.DefectTable;
import ciel.sim.readout.Defects;
import ciel.sim.readout.Nonlinearity;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.ReadoutSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the settings say about the making of one detector, with types. It is read once and checked before work starts;
 * after that no setting is looked up by its name.
 *
 * @param sky        background
 * @param sensor     last steps of a photon's way
 * @param cosmicRays that hit the CCD
 * @param readout    from electrons to raw segments
 * @param output     what is written
 */
record RenderSettings(Sky sky, SensorSettings sensor, CosmicRayHits cosmicRays, RawReadout readout, Output output) {
    /**
     * @param settings         all of them
     * @param throughTelescope whether the scene is seen through the telescope; a scene table is not
     * @throws ciel.sim.InputException when a file that a setting names cannot be used, or a value cannot be
     */
    static RenderSettings of(Settings settings, boolean throughTelescope) {
        if (throughTelescope) {
            TelescopeSettings.of(settings); // what contradicts itself, or the camera, is refused here
        }
        return new RenderSettings(
                Sky.of(settings),
                SensorSettings.of(settings),
                CosmicRayHits.of(settings, throughTelescope),
                RawReadout.of(settings),
                Output.of(settings));
    }

    /**
     * The background of the sky.
     *
     * @param enabled    whether there is one
     * @param electrons  mean level at the centre of the field (e-/px); empty: that of the scene
     * @param vignetting whether it falls towards the edge of the field
     * @param pixelAreas whether pixels see it by their own solid angles
     * @param fringing   whether it has fringes
     */
    record Sky(boolean enabled, OptionalDouble electrons, boolean vignetting, boolean pixelAreas, boolean fringing) {
        static Sky of(Settings s) {
            return new Sky(
                    s.flag("sky.enabled"),
                    s.optionalNumber("sky.electrons"),
                    s.flag("sky.vignetting"),
                    s.flag("sky.pixel_areas"),
                    s.flag("sensor.fringing"));
        }
    }

    /**
     * Cosmic rays.
     *
     * @param enabled whether there are any
     * @param rate    events per second and CCD
     * @param library measured footprints; empty: Ciel's own generator
     */
    record CosmicRayHits(boolean enabled, double rate, Optional<CosmicRayLibrary> library) {
        static CosmicRayHits of(Settings s, boolean throughTelescope) {
            String wanted = s.choice("cosmic_rays.enabled");
            boolean enabled = wanted.equals("true") || wanted.equals("auto") && throughTelescope;
            Optional<Path> file = enabled ? s.optionalPath("cosmic_rays.library") : Optional.empty();
            return new CosmicRayHits(enabled, s.number("cosmic_rays.rate"), file.map(CosmicRayLibrary::read));
        }

        /** @return electrons of the cosmic rays that hit a detector in one exposure */
        PixelCharge on(Detector detector, Visit visit) {
            if (!enabled) {
                return PixelCharge.NONE;
            }
            CosmicRaySource source =
                    library.isPresent() ? library.get() : new CosmicRayParticles(90 - visit.altitude());
            return CosmicRays.on(
                            detector.width(),
                            detector.height(),
                            source,
                            rate,
                            visit.exposureTime(),
                            visit.seed(),
                            detector.number())
                    .charge();
        }
    }

    /**
     * The readout.
     *
     * @param enabled   whether the CCD is read out
     * @param common    what is the same for every CCD
     * @param crosstalk whether the outputs of a CCD see each other
     * @param defects   of the detectors that have some, by name
     */
    record RawReadout(boolean enabled, ReadoutSettings common, boolean crosstalk, Map<String, Defects> defects) {
        /** Where the nonlinearity setting says how far the response falls short. */
        private static final double FULL_SCALE_ADU = 262_143;

        static RawReadout of(Settings s) {
            ReadoutSettings common = ReadoutSettings.DEFAULT
                    .withReadoutTime(s.number("readout.time"))
                    .withDarkCurrent(s.number("readout.dark_current"))
                    .withBleed(s.flag("readout.bleed"), 0)
                    .withCti(s.number("readout.pcti"), s.number("readout.scti"))
                    .withBias(s.optionalNumber("readout.bias").orElse(ReadoutSettings.CAMERA))
                    .withReadNoise(s.optionalNumber("readout.read_noise").orElse(ReadoutSettings.CAMERA));
            double bend = s.number("readout.nonlinearity");
            if (bend > 0) {
                common = common.withNonlinearity(Nonlinearity.quadratic(-bend, FULL_SCALE_ADU));
            }
            return new RawReadout(
                    s.flag("readout.enabled") && s.flag("output.raw"),
                    common,
                    s.flag("readout.crosstalk"),
                    s.optionalPath("readout.defects")
                            .map(path -> DefectTable.read(path, s.camera()))
                            .orElse(Map.of()));
        }

        /** @return what raw headers say of the outputs of a CCD */
        List<OutputFacts> outputs(Detector detector) {
            List<OutputFacts> outputs = OutputFacts.of(detector);
            return Double.isNaN(common.readNoise())
                    ? outputs
                    : outputs.stream()
                            .map(o -> o.withReadNoise(common.readNoise()))
                            .toList();
        }

        /** @return what is wrong with a CCD */
        Defects defects(Detector detector) {
            return defects.getOrDefault(detector.name(), Defects.NONE);
        }

        /** @return keywords that say so; none for a CCD without defects */
        List<Card> cards(Detector detector) {
            Defects of = defects(detector);
            return of.none()
                    ? List.of()
                    : List.of(
                            new Card("DEFPIX", of.pixels(), "pixels with defects"),
                            new Card("DEFAMP", of.dead().size(), "outputs made dead"));
        }

        /** @return the readout of one CCD */
        ReadoutSettings of(Detector detector) {
            return crosstalk ? common.withCrosstalk(new Crosstalk(Camera.crosstalk(detector))) : common;
        }
    }

    /**
     * What is written.
     *
     * @param eimage    electrons before readout
     * @param truth     truth table
     * @param centroid  the truth as a centroid file
     * @param photons   how many photons are listed; 0: no list
     * @param png       preview, and the mosaic of several detectors
     * @param overwrite whether files of an earlier rendering are replaced
     * @param added     keywords of the user for the headers
     */
    record Output(
            boolean eimage,
            boolean truth,
            boolean centroid,
            long photons,
            boolean png,
            boolean overwrite,
            List<Card> added) {
        static Output of(Settings s) {
            return new Output(
                    s.flag("output.eimage"),
                    s.flag("output.truth"),
                    s.flag("output.centroid"),
                    s.integer("output.photons"),
                    s.flag("output.png"),
                    s.flag("output.overwrite"),
                    s.map("output.added_keywords").entrySet().stream()
                            .map(e -> Card.added(e.getKey(), typed(e.getValue())))
                            .toList());
        }

        /** A truth value or a number where the text is one, else the text. */
        private static Object typed(String text) {
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                try {
                    double number = Double.parseDouble(text);
                    return Double.isFinite(number) ? (Object) number : text;
                } catch (NumberFormatException notNumber) {
                    return text;
                }
            }
        }
    }
}

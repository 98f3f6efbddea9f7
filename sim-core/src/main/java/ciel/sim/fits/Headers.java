package ciel.sim.fits;

import ciel.sim.camera.CameraHeader;
import ciel.sim.camera.Sections;
import ciel.sim.catalog.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The keywords of our files. Names and meanings are those that imSim 2.1 writes and obs_lsst's LsstCamSim translator
 * reads; values are ours:
 * AMEND, ELEND and AZEND are those of the end of the exposure, and AMSTART, ELSTART and AZSTART those of its start.
 */
final class Headers {
    private Headers() {}

    /** @return keywords of the e-image, without those that lay out the array */
    static List<Card> eimage(HeaderInput in) {
        Visit visit = in.visit();
        PointingTrack track = in.track();
        Cards cards = new Cards();
        cards.add("BUNIT", "electron", "each pixel is a whole number of electrons");
        cards.add("EXPTIME", visit.exposureTime(), "[s] open-shutter time");
        cards.add("DET_NAME", in.detector().name(), "raft and slot of the CCD");
        cards.add("DET_NUM", in.detector().number(), "number of the CCD");
        cards.add("LSST_NUM", in.detector().serial(), "serial number of the CCD");
        times(cards, in);
        cards.add("CONTRLLR", "S", "simulated data");
        cards.add("RUNNUM", visit.observationId(), "number of the visit");
        cards.add("SNAP", visit.snap(), "number of the exposure within the visit");
        cards.add("IMGTYPE", in.imageType(), "");
        cards.add("REASON", in.reason(), "");
        cards.add("RATEL", visit.ra(), "[deg] boresight");
        cards.add("DECTEL", visit.dec(), "[deg] boresight");
        cards.add("ROTTELPOS", visit.rotTelPos(), "[deg] camera rotator");
        cards.add("ROTANGLE", in.rotSkyPos(), "[deg] camera on the sky (computed)");
        cards.add("FILTER", visit.band().letter(), "band");
        cards.add("CAMERA", in.detector().header().camera(), "");
        cards.add("HASTART", track.hourAngleStart(), "[deg] hour angle at start");
        cards.add("HAEND", track.hourAngleEnd(), "[deg] hour angle at end");
        cards.add("AMSTART", track.airmassStart(), "airmass at start");
        cards.add("AMEND", track.airmassEnd(), "airmass at end");
        cards.add("FOCUSZ", in.focusZ(), "[mm] camera along the optical axis");
        cards.add("ALTITUDE", visit.altitude(), "[deg] boresight at start (catalog)");
        cards.add("AZIMUTH", visit.azimuth(), "[deg] boresight at start (catalog)");
        cards.add("SEEING", visit.rawSeeing(), "[arcsec] zenith FWHM at 500 nm");
        provenance(cards, in.provenance(), in.substituteSpectra());
        return cards.with(in.added());
    }

    /** @return keywords of the primary header of a raw file */
    static List<Card> raw(HeaderInput in, String fileName) {
        Visit visit = in.visit();
        PointingTrack track = in.track();
        Cards cards = new Cards();
        cards.add("RUNNUM", visit.observationId(), "number of the visit");
        times(cards, in);
        cards.add("CONTRLLR", "S", "simulated data");
        cards.add("EXPTIME", visit.exposureTime(), "[s] open-shutter time");
        cards.add("DARKTIME", visit.exposureTime(), "[s]");
        cards.add("LSST_NUM", in.detector().serial(), "serial number of the CCD");
        cards.add("IMGTYPE", in.imageType(), "");
        cards.add("OBSTYPE", in.imageType(), "");
        cards.add("REASON", in.reason(), "");
        if (!in.program().isEmpty()) {
            cards.add("PROGRAM", in.program(), "observing programme");
        }
        cards.add("MONOWL", -1, "no monochromatic light");
        cards.add("ROTANGLE", in.rotSkyPos(), "[deg] camera on the sky (computed)");
        CameraHeader camera = in.detector().header();
        cards.add("FILTER", camera.filters().get(visit.band()), "physical filter");
        cards.add("INSTRUME", camera.instrument(), "");
        cards.add(
                "DETSIZE",
                Sections.of(in.detector()).segments().getFirst().detectorSize(),
                "science pixels of the CCD");
        cards.add("RAFTBAY", in.detector().raft(), "");
        cards.add("CCDSLOT", in.detector().slot(), "");
        cards.add("RA", visit.ra(), "[deg] boresight");
        cards.add("DEC", visit.dec(), "[deg] boresight");
        cards.add("ROTCOORD", "sky", "frame of ROTPA");
        cards.add("ROTPA", in.rotSkyPos(), "[deg] camera on the sky (computed)");
        cards.add("TELESCOP", camera.telescope(), "");
        cards.add("TELCODE", camera.code(), camera.code().equals("MC") ? "main camera" : "");
        cards.add("RASTART", visit.ra(), "[deg] boresight at start");
        cards.add("DECSTART", visit.dec(), "[deg] boresight at start");
        cards.add("ELSTART", track.altitudeStart(), "[deg] altitude at start");
        cards.add("AZSTART", track.azimuthStart(), "[deg] azimuth at start");
        cards.add("ELEND", track.altitudeEnd(), "[deg] altitude at end");
        cards.add("AZEND", track.azimuthEnd(), "[deg] azimuth at end");
        cards.add("RADESYS", "ICRS", "");
        cards.add("TRACKSYS", in.tracking() ? "RADEC" : "LOCAL", "");
        cards.add("OBSID", in.observationName(), "LSST's name of the exposure");
        cards.add("HASTART", track.hourAngleStart(), "[deg] hour angle at start");
        cards.add("HAEND", track.hourAngleEnd(), "[deg] hour angle at end");
        cards.add("AMSTART", track.airmassStart(), "airmass at start");
        cards.add("AMEND", track.airmassEnd(), "airmass at end");
        cards.add("CHIPID", in.detector().name(), "");
        cards.add("FOCUSZ", in.focusZ(), "[mm] camera along the optical axis");
        camera.cards().forEach((key, value) -> cards.add(key, value, ""));
        cards.add("OUTFILE", fileName, "");
        provenance(cards, in.provenance(), in.substituteSpectra());
        return cards.with(in.added());
    }

    private static void times(Cards cards, HeaderInput in) {
        Visit visit = in.visit();
        cards.add("TIMESYS", "TAI", "scale of all times here");
        cards.add("MJD", visit.mjd(), "mid-exposure");
        cards.add("DATE", TaiDate.iso(visit.mjd()), "mid-exposure");
        cards.add("MJD-OBS", visit.mjdStart(), "start of exposure");
        cards.add("DATE-OBS", TaiDate.iso(visit.mjdStart()), "start of exposure");
        cards.add("MJD-END", visit.mjdEnd(), "end of exposure");
        cards.add("DATE-END", TaiDate.iso(visit.mjdEnd()), "end of exposure");
        cards.add("DAYOBS", in.observingDay(), "date of MJD-OBS - 0.5");
        cards.add("SEQNUM", visit.sequenceNumber(), "number within the day");
    }

    // Engine and device are in the manifest alone: the same seed gives the same files whatever made them.
    private static void provenance(Cards cards, Provenance by, int substituteSpectra) {
        cards.add("ORIGIN", "Ciel", "");
        cards.add("CIELVER", by.codeVersion(), "version of Ciel");
        cards.add("TIER", by.tier(), "T1: these bits on any device");
        cards.add("SEED", by.seed(), "of the exposure");
        cards.add("CONFHASH", by.configurationHash(), "configuration");
        cards.add("PHYSICS", by.physics().summary(), "steps of a photon");
        cards.add("SEDSUBST", substituteSpectra, "SED files not found, spectra made up");
        int number = 0;
        for (Map.Entry<String, String> each : by.packages().entrySet()) {
            cards.add(String.format(Locale.ROOT, "PKG%05d", number), ascii(each.getKey()), "");
            cards.add(String.format(Locale.ROOT, "VER%05d", number), ascii(each.getValue()), "");
            number++;
        }
    }

    // A header takes ASCII only.
    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static final class Cards {
        private final Map<String, Card> byKey = new LinkedHashMap<>();

        void add(String key, Object value, String comment) {
            byKey.put(key, new Card(key, value, comment));
        }

        List<Card> with(List<Card> added) {
            added.forEach(card -> byKey.put(card.key(), card));
            return new ArrayList<>(byKey.values());
        }
    }
}

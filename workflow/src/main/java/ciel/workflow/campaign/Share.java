package ciel.workflow.campaign;

import ciel.sim.Band;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which visits a destination takes: those that meet all conditions. A fraction is one of several that together make up
 * the whole: destinations with a fraction lie one behind the other on the line from 0 to 1 in the order of the campaign
 * file, each visit has a place on that line, by its number alone, and goes to the one destination that it falls on.
 *
 * @param fraction of the visits, &gt; 0 and &le; 1; empty: all
 * @param bands    of these filters; empty: all
 * @param nights   first and last night (MJD), both included; empty: all
 * @param visits   these; empty: all
 */
public record Share(Optional<Double> fraction, Set<Band> bands, Optional<Nights> nights, Set<Long> visits) {
    /** Everything. */
    public static final Share ALL = new Share(Optional.empty(), Set.of(), Optional.empty(), Set.of());

    /** @param first MJD @param last MJD, included */
    public record Nights(int first, int last) {}

    public Share {
        bands = Set.copyOf(bands);
        visits = Set.copyOf(visits);
    }

    private boolean takes(CampaignVisit visit) {
        return (bands.isEmpty() || bands.contains(visit.band()))
                && (visits.isEmpty() || visits.contains(visit.observationId()))
                && (nights.isEmpty()
                        || visit.night() >= nights.get().first()
                                && visit.night() <= nights.get().last());
    }

    /** @return place of a visit between 0 and 1, by its number alone (finalizer of MurmurHash3; Appleby 2011) */
    static double place(long observationId) {
        long h = observationId;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return ((h ^ (h >>> 33)) >>> 11) * 0x1p-53;
    }

    static long destinationsOf(List<CampaignDestination> destinations, CampaignVisit visit) {
        double place = place(visit.observationId());
        double begin = 0;
        long bits = 0;
        for (int i = 0; i < destinations.size(); i++) {
            Share share = destinations.get(i).share();
            boolean falls = true;
            if (share.fraction().isPresent()) {
                double end = begin + share.fraction().get();
                // fractions that add up to 1 within rounding leave no gap at the end of the line
                falls = place >= begin && (place < end || end > 1 - 1e-9);
                begin = end;
            }
            if (falls && share.takes(visit)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }
}

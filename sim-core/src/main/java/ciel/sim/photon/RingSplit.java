package ciel.sim.photon;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the photons of a bright source over rings around it, so that a detector draws the photons of the rings that
 * reach it and no others. The counts are those of photons that choose by themselves ({@link FairSplit}); they follow
 * from seed, key and number of photons alone, so every detector sees the same photons.
 */
public final class RingSplit {
    /** Photons from which on a source is split: fewer are drawn as quickly as they are looked up. */
    public static final long BRIGHT = 1 << 16;
    /** An outermost ring expects so many photons, to twice as many. */
    private static final long OUTERMOST_SPREAD = 1 << 10;

    private static final long OUTERMOST_PROFILE = 1 << 12;
    /** Nodes of the tree of the profile; those of the point spread function's trees lie below. */
    private static final int PROFILE_NODES = 1 << 16;

    private RingSplit() {}

    /**
     * Photons of one ring.
     *
     * @param ring   where they fall
     * @param photons how many
     */
    public record Share(Ring ring, long photons) {}

    /**
     * @param photons of the source
     * @param radial  whether it has a radial profile, which has rings of its own
     * @return what each ring holds, together all photons; {@link Ring#ALL} alone where the source is faint
     */
    public static List<Share> of(long photons, long seed, long key, boolean radial) {
        List<Share> shares = new ArrayList<>();
        if (photons < BRIGHT) {
            return List.of(new Share(Ring.ALL, photons));
        }
        if (!radial) {
            split(photons, seed, key, 0, shares);
            return shares;
        }
        long left = photons;
        int rings = rings(photons, OUTERMOST_PROFILE);
        for (int ring = 1; ring <= rings; ring++) {
            boolean outermost = ring == rings;
            long held = outermost
                    ? left
                    : FairSplit.first(left, seed, Philox.Domain.PHOTON_RINGS, key, PROFILE_NODES + ring);
            split(held, seed, key, Ring.code(ring, outermost), shares);
            left -= held;
        }
        return shares;
    }

    private static void split(long photons, long seed, long key, int profile, List<Share> shares) {
        long left = photons;
        int rings = rings(photons, OUTERMOST_SPREAD);
        if (rings < 2) {
            shares.add(new Share(new Ring(0, profile), photons));
            return;
        }
        for (int ring = 1; ring <= rings; ring++) {
            boolean outermost = ring == rings;
            Ring here = new Ring(Ring.code(ring, outermost), profile);
            long held = outermost
                    ? left
                    : FairSplit.first(left, seed, Philox.Domain.PHOTON_RINGS, key, new Ring(ring, profile).code());
            shares.add(new Share(here, held));
            left -= held;
        }
    }

    /** @return rings of which the last expects {@code outermost} photons or up to twice as many */
    private static int rings(long photons, long outermost) {
        return Math.min(Ring.MOST, 64 - Long.numberOfLeadingZeros(photons / outermost));
    }
}

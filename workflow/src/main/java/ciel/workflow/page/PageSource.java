package ciel.workflow.page;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the page shows. Every method is called from several threads and answers within milliseconds at a million units:
 * counts come from tallies, not from scans. Times are in milliseconds since 1970, UTC.
 */
public interface PageSource {
    /** @return names of the campaigns of this ledger, the one last changed first */
    List<String> campaigns();

    /** @return the state of a campaign without its visits; empty for a name that is not known */
    Optional<CampaignView> campaign(String name);

    /** @return every visit of a campaign, in the order of the plan */
    List<VisitView> visits(String campaign);

    /** @return the visit that is shown when none is asked for: the one that changed last; 0 where there is none */
    long newestVisit(String campaign);

    /** @return states of the detectors of a visit that belong to the campaign; empty when the visit is not known */
    List<DetectorView> focalPlane(String campaign, long visit);

    /** @return one unit with its history */
    Optional<UnitView> unit(String campaign, long visit, String detector);

    /** @return the last lines of the unit's log, plain text; empty where there is none yet */
    Optional<String> log(String campaign, long visit, String detector);

    /** @return an image of the unit that this machine can read, e-image or raw; empty where there is none */
    Optional<Path> image(String campaign, long visit, String detector);

    /**
     * The state of a campaign.
     *
     * @param name     of the campaign
     * @param state    PLANNED, ACTIVE, PAUSED, DONE, CANCELLED
     * @param message  what a human should know or do now, one line each
     * @param started  when the first unit was given to a scheduler; 0 before
     * @param finish   when it is expected to be done; 0 where that is not known
     * @param counts   units by state; a state that has none may be left out
     * @param visits   number of visits
     * @param finished visits over time: how many have every unit delivered
     * @param links    one a pair of places
     * @param hours    one a site and account
     * @param disk     what lies at the render site and at each destination
     * @param causes   failures and units that wait, grouped by cause, the most frequent first
     */
    record CampaignView(
            String name,
            String state,
            List<String> message,
            long started,
            long finish,
            List<StateCount> counts,
            long visits,
            List<Point> finished,
            List<LinkView> links,
            List<HoursView> hours,
            List<DiskView> disk,
            List<CauseView> causes) {}

    /** Units in one state. */
    record StateCount(PageState state, long units) {}

    /** A value at a time (ms). */
    record Point(long at, double value) {}

    /**
     * A link between two places.
     *
     * @param name    idris - cc-in2p3
     * @param nominal MB/s that the site file promises; 0 where it says nothing
     * @param state   empty while it works; else why it is parked
     * @param left    bytes that are still to be moved
     * @param rates   MB/s over time
     */
    record LinkView(String name, double nominal, String state, long left, List<Point> rates) {}

    /**
     * Hours of a site that somebody pays.
     *
     * @param site      where
     * @param account   who pays
     * @param unit      "GPU h" or "CPU h"
     * @param spent     until now
     * @param forecast  what the whole campaign is expected to need
     * @param allocated what the account has; 0 where that is not known
     */
    record HoursView(String site, String account, String unit, double spent, double forecast, double allocated) {}

    /**
     * What the campaign takes of a disk space.
     *
     * @param place      the render site or a destination
     * @param space      name of the disk space; empty where it is not known
     * @param bytes      that lie there
     * @param bytesQuota 0 where it is not known
     * @param files      files and folders that lie there
     * @param filesQuota 0 where it is not known
     */
    record DiskView(String place, String space, double bytes, double bytesQuota, double files, double filesQuota) {}

    /**
     * Units with the same cause of failure.
     *
     * @param cause what the scheduler, the program or the destination said
     * @param state FAILED or HELD
     * @param units how many
     * @param some  the first of them, {@code <visit>/<detector>}, at most 50
     */
    record CauseView(String cause, PageState state, long units, List<String> some) {}

    /**
     * A visit in the strip.
     *
     * @param visit id
     * @param band  u g r i z y
     * @param state the state that a human wants to know first: failed, else held, else the one least far
     */
    record VisitView(long visit, String band, PageState state) {}

    /** A detector of a visit. */
    record DetectorView(String name, PageState state) {}

    /**
     * A unit.
     *
     * @param state   as the page shows it
     * @param attempt from 1
     * @param job     name of its last job; empty before the first
     * @param cause   of a failure; empty when there is none
     * @param events  history, oldest first
     * @param files   what was published
     */
    record UnitView(
            PageState state, int attempt, String job, String cause, List<EventView> events, List<FileView> files) {}

    /** A line of a unit's history. */
    record EventView(long at, String from, String to, String actor, String detail) {}

    /** A file of a unit and where it has arrived. */
    record FileView(String name, long bytes, String places) {}
}

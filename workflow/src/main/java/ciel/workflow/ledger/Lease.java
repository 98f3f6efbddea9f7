package ciel.workflow.ledger;

/**
 * The right to write, for one daemon at a time. The token grows with every change of holder; every transaction of the
 * ledger is refused when a later token has been given out.
 *
 * @param name   what is leased; {@link #DAEMON} for a whole ledger, {@link #ofCampaign} for one campaign of it
 * @param holder host, process and a random part, for people and for finding out whether the process lives
 * @param token  &ge; 1; goes into claim files, acknowledgements and acts at the site as well
 */
public record Lease(String name, String holder, long token) {
    /** The lease of the daemon that runs all campaigns of a ledger. */
    public static final String DAEMON = "daemon";

    /** @return the name of the lease of one campaign */
    public static String ofCampaign(String campaign) {
        return "campaign/" + campaign;
    }
}

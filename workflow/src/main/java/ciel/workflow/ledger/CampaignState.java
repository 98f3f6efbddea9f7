package ciel.workflow.ledger;

import java.util.stream.Stream;

/** State of a campaign. */
public enum CampaignState {
    /** Its visits are being written into the ledger. */
    LOADING(5),
    /** In the ledger, not started. */
    PLANNED(10),
    /** Runs. */
    ACTIVE(20),
    /** No new jobs; what runs goes on, and what is rendered is delivered. */
    PAUSED(30),
    /** Every unit is delivered (and purged, where the campaign says so), failed or cancelled. */
    DONE(60),
    /** Given up: its jobs are cancelled; what is rendered is still delivered. */
    CANCELLED(120);

    private final int code;

    CampaignState(int code) {
        this.code = code;
    }

    /** @return the number in the database */
    public int code() {
        return code;
    }

    /** @return the state with this number */
    public static CampaignState of(int code) {
        return Stream.of(values()).filter(s -> s.code == code).findFirst().orElseThrow();
    }
}

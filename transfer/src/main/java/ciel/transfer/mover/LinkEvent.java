package ciel.transfer.mover;

import ciel.transfer.pace.Parking;

/** What happened to a link. */
public sealed interface LinkEvent {
    /** @return name of the link */
    String link();

    /** It is parked; the reason says what a person must do, if anything. Said once for each cause. */
    record Parked(String link, Parking.Cause cause, String reason) implements LinkEvent {}

    /** It is open again. */
    record Open(String link) implements LinkEvent {}
}

package ciel.transfer.ledger;

/**
 * A transfer that the ledger knows.
 *
 * @param id          its number
 * @param name        its name, unique in the ledger
 * @param source      where from: absolute place, no secret
 * @param destination where to: absolute place, no secret
 */
public record TransferRow(long id, String name, String source, String destination) {}

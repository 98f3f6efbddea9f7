package ciel.workflow.ledger;

/** Units that were to be put into a job are not PLANNED any more: they were cancelled meanwhile. Ask for others. */
public final class UnitsMovedException extends LedgerException {
    private static final long serialVersionUID = 1L;

    /** @param message which */
    UnitsMovedException(String message) {
        super(message, null);
    }
}

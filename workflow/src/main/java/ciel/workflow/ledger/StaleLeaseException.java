package ciel.workflow.ledger;

/** Another daemon has taken over: the transaction was not carried out, and this daemon has to stop. */
public final class StaleLeaseException extends LedgerException {
    private static final long serialVersionUID = 1L;

    /** @param message which lease, and who has it */
    public StaleLeaseException(String message) {
        super(message, null);
    }
}

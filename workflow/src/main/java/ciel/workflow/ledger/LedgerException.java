package ciel.workflow.ledger;

/** The ledger could not be read or written; nothing of the transaction has happened. */
public class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message context, problem, remedy @param cause or null */
    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package ciel.sim.catalog;

/**
 * A line that breaks the grammar: raised by the parser, given file and line by the reader. Without a stack trace, since
 * a file may be full of them.
 */
final class BadLine extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    BadLine(String problem, String remedy) {
        super(problem, null, false, false);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}

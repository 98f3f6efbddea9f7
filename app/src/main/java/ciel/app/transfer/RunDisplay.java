package ciel.app.transfer;

import ciel.app.Terminal;
import ciel.transfer.mover.LinkEvent;
import ciel.transfer.mover.TransferListener;
import ciel.transfer.mover.TransferProgress;

/** How far a run is, on standard error: one line that is drawn anew on a terminal, a line now and then elsewhere. */
final class RunDisplay implements TransferListener {
    private static final long LINE_NANOS = 30_000_000_000L;

    private final Terminal terminal;
    private final boolean quiet;
    private long lastLine = System.nanoTime();

    RunDisplay(Terminal terminal, boolean quiet) {
        this.terminal = terminal;
        this.quiet = quiet;
    }

    @Override
    public synchronized void link(LinkEvent event) {
        if (terminal.errIsTty() && !quiet) {
            terminal.err().println();
        }
        switch (event) {
            case LinkEvent.Parked p ->
                terminal.err()
                        .println("ciel: "
                                + switch (p.cause()) {
                                    case FAILING -> "the other end does not answer; it is tried again and again: ";
                                    case NO_ROOM -> "waiting for room: ";
                                    case HUMAN -> "waiting for you, then it goes on by itself: ";
                                }
                                + p.reason());
            case LinkEvent.Open o -> terminal.err().println("ciel: it goes on");
        }
        terminal.err().flush();
    }

    synchronized void show(TransferProgress p) {
        if (quiet) {
            return;
        }
        String line = String.format(
                "%d/%d files, %s of %s, %s/s, %s left, %d lanes%s%s",
                p.filesDone(),
                p.filesTotal(),
                Text.bytes(p.bytesDone()),
                Text.bytes(p.bytesTotal()),
                Text.bytes(p.rate()),
                Text.time(p.etaSeconds()),
                p.lanes(),
                p.filesDead() > 0 ? ", " + p.filesDead() + " not arrived" : "",
                p.state().equals("running") ? "" : ", " + p.state());
        if (terminal.errIsTty()) {
            terminal.err().print("\r\033[K" + line);
        } else if (p.state().startsWith("done")
                || p.state().startsWith("stopped")
                || System.nanoTime() - lastLine > LINE_NANOS) {
            terminal.err().println(line);
            lastLine = System.nanoTime();
        }
        terminal.err().flush();
    }

    /** The last line stays. */
    synchronized void end() {
        if (terminal.errIsTty() && !quiet) {
            terminal.err().println();
        }
    }
}

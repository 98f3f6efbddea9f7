package ciel.app.transfer;

import ciel.app.Progress;
import ciel.app.Terminal;
import ciel.transfer.mover.CredentialWarning;
import ciel.transfer.mover.LinkEvent;
import ciel.transfer.mover.TransferListener;
import ciel.transfer.mover.TransferProgress;

/** How far a run is, on standard error, as every verb shows it; and what the link waits for, which is told always. */
final class RunDisplay implements TransferListener, AutoCloseable {
    private final Terminal terminal;
    private final boolean quiet;
    private final Progress progress;
    private boolean begun;

    RunDisplay(Terminal terminal, boolean quiet) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.progress = Progress.on(terminal, quiet);
    }

    @Override
    public synchronized void link(LinkEvent event) {
        say(
                switch (event) {
                    case LinkEvent.Parked p ->
                        "ciel: "
                                + switch (p.cause()) {
                                    case FAILING -> "the other end does not answer, and is tried again and again: ";
                                    case NO_ROOM -> "no room, the transfer waits and goes on by itself: ";
                                    case HUMAN -> "you must act, then the transfer goes on by itself: ";
                                }
                                + p.reason();
                    case LinkEvent.Open o -> "ciel: the transfer goes on";
                });
    }

    @Override
    public void credential(CredentialWarning warning) {
        say("ciel: " + warning.sentence());
    }

    /** A line above the bar. */
    synchronized void say(String text) {
        if (quiet) {
            terminal.err().println(text);
        } else {
            progress.note(text);
        }
        terminal.err().flush();
    }

    synchronized void show(TransferProgress p) {
        if (!begun) {
            begun = true;
            progress.begin("", Progress.Unit.BYTES, p.bytesTotal());
        }
        progress.expect(p.bytesTotal());
        progress.at(p.bytesDone());
        progress.label(p.filesDone() + "/" + p.filesTotal() + " files");
        progress.detail(p.lanes()
                + (p.lanes() == 1 ? " lane" : " lanes")
                + (p.filesDead() > 0 ? ", " + p.filesDead() + " not arrived" : "")
                + (p.state().equals("running") ? "" : ", " + p.state()));
    }

    @Override
    public synchronized void close() {
        progress.close();
    }
}

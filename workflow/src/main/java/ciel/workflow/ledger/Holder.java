package ciel.workflow.ledger;

import ciel.sim.ProcessStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Who holds a lease, as text: host, boot, process namespace, process, its start, and a random part. */
final class Holder {
    private static final String SEPARATOR = " ";
    private static final String MACHINE = machine();

    private Holder() {}

    /** @return a holder within this process, different at each call */
    static String here() {
        ProcessHandle self = ProcessHandle.current();
        return String.join(
                SEPARATOR,
                MACHINE,
                "pid",
                Long.toString(self.pid()),
                Long.toString(ProcessStart.of(self)),
                UUID.randomUUID().toString());
    }

    private static String machine() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName().replace(' ', '-');
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return String.join(SEPARATOR, host, text("/proc/sys/kernel/random/boot_id"), link("/proc/self/ns/pid"));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "-";
        }
    }

    private static String link(String file) {
        try {
            return Files.readSymbolicLink(Path.of(file)).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "-";
        }
    }

    /** @return whether the holder was a process of this machine, as it runs now, and has ended; false where that is not known */
    static boolean isGone(String holder) {
        String[] p = holder.split(SEPARATOR);
        if (p.length != 7 || !holder.startsWith(MACHINE + SEPARATOR) || MACHINE.contains(SEPARATOR + "-")) {
            return false;
        }
        try {
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(p[4]));
            return process.isEmpty()
                    || !process.get().isAlive()
                    || !p[5].equals("0")
                            && !Long.toString(ProcessStart.of(process.get())).equals(p[5]);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** @return for people: host and process */
    static String shown(String holder) {
        String[] p = holder.split(SEPARATOR);
        return p.length == 7 ? "process " + p[4] + " on " + p[0] : holder;
    }
}

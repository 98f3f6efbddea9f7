package ciel.transfer.globus.backend;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Uses a collection in a process of its own, to be killed. Arguments: URL, {@code send TOKEN FILE} (as "f") or {@code
 * read} (of "f"), settings as key=value. Says {@code DONE} at the end.
 */
public final class KilledGlobusUser {
    private KilledGlobusUser() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String a : args) {
            if (a.startsWith("globus.")) {
                settings.put(a.substring(0, a.indexOf('=')), a.substring(a.indexOf('=') + 1));
            }
        }
        StoragePath f = StoragePath.of("f");
        Backend b = Backends.open(args[0], settings);
        if (args[1].equals("send")) {
            byte[] content = Files.readAllBytes(Path.of(args[3]));
            Temporary t = b.writeTemporary(f, args[2], content.length);
            t.transferFrom(Channels.newChannel(new java.io.ByteArrayInputStream(content)), 0, content.length);
            t.sync();
        } else {
            try (ReadableByteChannel in = b.read(f, 0, 10)) {
                in.read(ByteBuffer.allocate(10));
            }
        }
        System.out.println("DONE");
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}

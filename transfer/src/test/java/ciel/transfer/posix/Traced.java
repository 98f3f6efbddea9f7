package ciel.transfer.posix;

import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process of its own: writes one file into a folder and says what came of it. For {@link PosixSystemTest}. */
final class Traced {
    private Traced() {}

    /** @param args folder, and what to do: {@code move}, or {@code full} for a write to {@code /dev/full} */
    public static void main(String[] args) throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        try {
            if (args[1].equals("full")) {
                try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                    full.write(java.nio.ByteBuffer.wrap(content));
                } catch (java.io.IOException e) {
                    throw PosixErrors.of("[/dev/full] writing", e);
                }
            }
            PosixBackend folder = new PosixBackend(Path.of(args[0]));
            StoragePath target = StoragePath.of("sub/f");
            for (String token : new String[] {"0123456789abcdef", "fedcba9876543210"}) {
                Temporary t = folder.writeTemporary(target, token, content.length);
                t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, content.length);
                t.sync();
                t.close();
                folder.commit(t.path(), target);
                System.out.println("committed, atomic " + folder.capabilities().atomicCommit());
            }
        } catch (TransferException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}

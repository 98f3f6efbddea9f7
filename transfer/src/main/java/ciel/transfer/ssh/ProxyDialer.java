package ciel.transfer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Connects through a command that reads and writes the connection's bytes (ProxyJump, ProxyCommand). Its two pipes become
 * one socket, of the kind that never leaves this machine, in a folder that only its owner can use.
 */
final class ProxyDialer {
    private static final int PIECE = 128 << 10;

    private ProxyDialer() {}

    /** @return a socket whose other end is the command, which ends with it */
    static SocketChannel dial(List<String> command) throws IOException {
        Path folder = Files.createTempDirectory("ciel-ssh-");
        Path name = folder.resolve("s");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        SocketChannel ours = null;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(name));
            ours = SocketChannel.open(UnixDomainSocketAddress.of(name));
            SocketChannel theirs = server.accept();
            Thread.ofPlatform().daemon().name("ssh-proxy-out").start(() -> up(theirs, process));
            Thread.ofPlatform().daemon().name("ssh-proxy-in").start(() -> down(process, theirs));
            return ours;
        } catch (IOException e) {
            process.destroy();
            if (ours != null) {
                ours.close();
            }
            throw e;
        } finally {
            Files.deleteIfExists(name);
            Files.deleteIfExists(folder);
        }
    }

    private static void up(SocketChannel from, Process process) {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        try (OutputStream to = process.getOutputStream()) {
            while (from.read(buffer.clear()) >= 0) {
                to.write(buffer.array(), 0, buffer.position());
                to.flush();
            }
        } catch (IOException e) {
            // one side has ended, and so does the other
        } finally {
            process.destroy();
        }
    }

    private static void down(Process process, SocketChannel to) {
        try (InputStream from = process.getInputStream();
                to) {
            from.transferTo(Channels.newOutputStream(to));
        } catch (IOException e) {
            // one side has ended, and so does the other
        } finally {
            process.destroy();
        }
    }
}

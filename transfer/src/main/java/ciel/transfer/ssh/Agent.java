package ciel.transfer.ssh;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** The user's ssh-agent, by its socket (draft-miller-ssh-agent). It signs; keys never come to this process. */
final class Agent extends AbstractAgentProxy {
    private static final int MOST = 1 << 20;

    private final SocketChannel socket;
    private final Predicate<PublicKey> wanted;

    private Agent(String path, Predicate<PublicKey> wanted) throws IOException {
        super(null);
        this.socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
        this.wanted = wanted;
    }

    /**
     * @param path   of the agent's socket
     * @param wanted which of its keys are offered to the server
     */
    static SshAgentFactory factory(String path, Predicate<PublicKey> wanted) {
        return new SshAgentFactory() {
            @Override
            public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
                return List.of();
            }

            @Override
            public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
                try {
                    return new Agent(path, wanted);
                } catch (IOException e) {
                    return null; // no agent listens there: then the key files alone are offered
                }
            }

            @Override
            public SshAgentServer createServer(ConnectionService service) {
                throw new UnsupportedOperationException("the agent is not forwarded");
            }
        };
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
        List<Map.Entry<PublicKey, String>> out = new java.util.ArrayList<>();
        for (Map.Entry<PublicKey, String> e : super.getIdentities()) {
            if (wanted.test(e.getKey())) {
                out.add(e);
            }
        }
        return out;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    protected synchronized Buffer request(Buffer buffer) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
        while (out.hasRemaining()) {
            socket.write(out);
        }
        int length = read(Integer.BYTES).getInt();
        if (length <= 0 || length > MOST) {
            throw new IOException("the ssh agent answered with " + length + " bytes");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            if (socket.read(in) < 0) {
                throw new IOException("the ssh agent closed the connection");
            }
        }
        return in.flip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        super.close();
    }
}

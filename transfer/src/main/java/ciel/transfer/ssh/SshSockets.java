package ciel.transfer.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractInnerCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;

/** Makes {@link SshSocket}s for the SSH library. */
final class SshSockets implements IoServiceFactoryFactory {
    private final Duration timeout;
    private final List<String> proxy;

    /**
     * @param timeout of connecting, and of a connection that takes nothing
     * @param proxy   command through which to connect, empty for none
     */
    SshSockets(Duration timeout, List<String> proxy) {
        this.timeout = timeout;
        this.proxy = proxy;
    }

    private SocketChannel dial(InetSocketAddress target) throws IOException {
        if (!proxy.isEmpty()) {
            return ProxyDialer.dial(proxy);
        }
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(target, Math.toIntExact(timeout.toMillis()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return new Sockets(manager);
    }

    @Override
    public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
        // each connection has its own thread
    }

    private final class Sockets extends AbstractInnerCloseable implements IoServiceFactory, IoConnector {
        private final FactoryManager manager;
        private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
        private IoHandler handler;
        private IoServiceEventListener listener;

        Sockets(FactoryManager manager) {
            this.manager = manager;
        }

        @Override
        public IoConnector createConnector(IoHandler newHandler) {
            handler = newHandler;
            return this;
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler newHandler) {
            throw new UnsupportedOperationException("nobody connects to us");
        }

        @Override
        public IoConnectFuture connect(SocketAddress target, AttributeRepository context, SocketAddress from) {
            IoConnectFuture future = new DefaultIoConnectFuture(target, null);
            try {
                future.setSession(open((InetSocketAddress) target, context));
            } catch (Exception e) {
                future.setException(e);
            }
            return future;
        }

        private SshSocket open(InetSocketAddress target, AttributeRepository context) throws Exception {
            SocketChannel channel = dial(target);
            SshSocket socket = new SshSocket(this, handler, channel);
            sessions.put(socket.getId(), socket);
            long nanos = timeout.toNanos();
            ScheduledFuture<?> watch = manager.getScheduledExecutorService()
                    .scheduleWithFixedDelay(
                            () -> socket.checkProgress(nanos), nanos / 4, nanos / 4, TimeUnit.NANOSECONDS);
            socket.addCloseFutureListener(f -> {
                watch.cancel(false);
                sessions.remove(socket.getId());
            });
            try {
                if (context != null) {
                    socket.setAttribute(AttributeRepository.class, context);
                }
                handler.sessionCreated(socket);
                socket.startReading();
                return socket;
            } catch (Exception | Error e) {
                socket.close(true);
                throw e;
            }
        }

        @Override
        public Map<Long, IoSession> getManagedSessions() {
            return Collections.unmodifiableMap(sessions);
        }

        @Override
        protected Closeable getInnerCloseable() {
            return builder().parallel(toString(), sessions.values()).build();
        }

        @Override
        public IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(IoServiceEventListener newListener) {
            listener = newListener;
        }

        @Override
        public String toString() {
            return "SshSockets";
        }
    }
}

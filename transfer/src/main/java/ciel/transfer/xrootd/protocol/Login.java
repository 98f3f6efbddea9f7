package ciel.transfer.xrootd.protocol;

import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.SettingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is said before the first request: handshake, protocol, TLS, login, authentication. */
final class Login {
    private static final int HANDSHAKE_CHECK = 2012;
    private static final int SESSION_ID = 16;
    private static final int GOTO_TLS = 0x40000000;
    /** The server wants TLS for logging in, for what follows, or for data. */
    private static final int WANTS_TLS = 0x04000000 | 0x08000000 | 0x01000000;

    private static final Pattern OFFER = Pattern.compile("&P=([A-Za-z0-9]{1,4})(?:,([^&]*))?");

    private final Connection connection;
    private final Wire wire;
    private final Access access;

    Login(Connection connection, Wire wire, Access access) {
        this.connection = connection;
        this.wire = wire;
        this.access = access;
    }

    /** @param loginToken what another server wants said to this one, or empty */
    void run(String loginToken) throws IOException {
        wire.write(ByteBuffer.allocate(20).putInt(12, 4).putInt(16, HANDSHAKE_CHECK));
        connection.handshakeAnswer();
        boolean want = access.secure() || access.hasToken();
        int flags = protocol(want);
        if ((flags & GOTO_TLS) == 0 && (flags & WANTS_TLS) != 0) {
            flags = protocol(true);
        }
        if ((flags & GOTO_TLS) != 0) {
            wire.startTls(access.tls());
        } else if (access.secure()) {
            throw new DeniedException("[" + connection.endpoint()
                    + "] the server does not speak TLS; roots: is not used without it. Ask the site "
                    + "for a port that has it");
        }
        byte[] answer =
                connection.ask(Request.login((int) ProcessHandle.current().pid(), access.user(), loginToken));
        if (answer.length < SESSION_ID && answer.length != 0) {
            throw new ProtocolException(
                    "an answer of " + answer.length + " bytes to login; " + SESSION_ID + " or more were expected");
        }
        if (answer.length > SESSION_ID) {
            String offers = new String(answer, SESSION_ID, answer.length - SESSION_ID, StandardCharsets.ISO_8859_1);
            if (offers.indexOf("&P=") >= 0) {
                authenticate(offers);
            }
        }
    }

    private int protocol(boolean wantTls) throws IOException {
        byte[] answer = connection.ask(Request.protocol(wantTls));
        if (answer.length < 8) {
            throw new ProtocolException(
                    "an answer of " + answer.length + " bytes to protocol; 8 or more were expected");
        }
        return ByteBuffer.wrap(answer).getInt(4);
    }

    private void authenticate(String offers) throws IOException {
        List<String> names = new ArrayList<>();
        Matcher m = OFFER.matcher(offers);
        while (m.find()) {
            names.add(m.group(1));
        }
        if (access.hasToken()) {
            String token = access.token();
            if (!names.contains("ztn")) {
                throw new DeniedException("[" + connection.endpoint() + "] the server takes no bearer token, only "
                        + names + "; leave xrootd.token_file out");
            }
            try {
                connection.ask(Request.auth("ztn", shown(token)));
            } catch (ServerError e) {
                throw new HumanException("[" + connection.endpoint() + "] the server does not take the bearer token: "
                        + withoutToken(e.getMessage(), token)
                        + "; write a new one into the file of xrootd.token_file, the transfer goes on by itself");
            }
            return;
        }
        ServerError refused = null;
        for (String name : names) {
            if (name.equals("unix") || name.equals("host")) {
                try {
                    connection.ask(Request.auth(
                            name,
                            (name.equals("unix") ? "unix\0" + access.user() + "\0" : "host\0")
                                    .getBytes(StandardCharsets.UTF_8)));
                    return;
                } catch (ServerError e) {
                    refused = e;
                }
            }
        }
        throw new DeniedException(
                "[" + connection.endpoint() + "] the server wants to be shown one of " + names
                        + "; here are bearer tokens (ztn, with xrootd.token_file), unix and host",
                refused);
    }

    /** A server may repeat what it was shown. */
    private static String withoutToken(String text, String token) {
        return text.contains(token.substring(0, Math.min(8, token.length())))
                ? "(its answer repeats the token, and is not shown)"
                : text;
    }

    /** "ztn", version 0, T for token, its length with the zero at its end. */
    private byte[] shown(String text) throws IOException {
        if (!wire.isEncrypted() && !wire.isLoopback()) {
            throw new SettingException("[" + connection.endpoint()
                    + "] a token is not sent without TLS, and the server does not speak it on this port; use roots:");
        }
        byte[] token = text.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[] {'z', 't', 'n', 0, 0, 'T', 0, 0, (byte) (token.length + 1 >> 8), (byte) (token.length + 1)});
        out.writeBytes(token);
        out.write(0);
        return out.toByteArray();
    }
}

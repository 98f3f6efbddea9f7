package ciel.transfer.webdav;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * MOVE whose Destination is written byte for byte. XRootD (5.5) takes that header as it stands instead of
 * percent-decoding it, and Java's client sends ASCII headers only; so a
 * name with a space or an umlaut would arrive under a wrong name. One request on one connection.
 */
final class RawMove {
    private RawMove() {}

    /** @return HTTP status */
    static int send(SSLContext tls, URI from, URI root, byte[] destinationPath, String token, Duration timeout)
            throws IOException {
        boolean secure = from.getScheme().equals("https");
        int port = from.getPort() >= 0 ? from.getPort() : secure ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(from.getHost(), port), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            Socket socket = plain;
            if (secure) {
                SSLSocket s = (SSLSocket) tls.getSocketFactory().createSocket(plain, from.getHost(), port, true);
                SSLParameters p = s.getSSLParameters();
                p.setEndpointIdentificationAlgorithm("HTTPS");
                s.setSSLParameters(p);
                socket = s;
            }
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(("MOVE " + from.getRawPath() + " HTTP/1.1\r\nHost: " + from.getRawAuthority()
                            + "\r\nConnection: close\r\nContent-Length: 0\r\n"
                            + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
                            + "Overwrite: F\r\nDestination: " + root.getScheme() + "://" + root.getRawAuthority())
                    .getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(destinationPath);
            // The question mark ends the name, so that a space at its end is not taken for white space of the header.
            request.writeBytes("?\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return status(socket.getInputStream());
        }
    }

    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n' && line.length() < 200; b = in.read()) {
            line.append((char) b);
        }
        if (!line.toString().matches("HTTP/1\\.[01] [0-9]{3}.*\\s?")) {
            throw new IOException("no HTTP answer to MOVE: '" + line.toString().strip() + "'");
        }
        return Integer.parseInt(line.substring(9, 12));
    }
}

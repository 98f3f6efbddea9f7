package ciel.transfer.webdav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backends;
import ciel.transfer.SettingException;
import ciel.transfer.servers.RealXrootd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real XRootD server through its HTTP door. */
class WebDavBackendTest extends RealXrootd {
    @Override
    protected String door() {
        return server.url();
    }

    /**
     * Why a file is one stream here. Should a door learn to write ranges, this fails, and {@link
     * WebDavBackend#capabilities()} can say so.
     */
    @Test
    void theDoorCannotAppend() throws Exception {
        Path file = directory.resolve("f");
        URI uri = URI.create(server.url() + "/" + directory.getFileName() + "/f");
        byte[] whole = new byte[10];
        byte[] part = {1, 2, 3, 4, 5};
        for (String[] header : new String[][] {
            {"Content-Range", "bytes 10-14/15"}, {"Content-Range", "bytes 10-14/*"}, {"X-Update-Range", "append"}
        }) {
            for (String method : new String[] {"PUT", "PATCH"}) {
                assertEquals(
                        200, status(HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.ofByteArray(whole))));
                assertArrayEquals(whole, Files.readAllBytes(file));
                int status = status(HttpRequest.newBuilder(uri)
                        .header(header[0], header[1])
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(part)));
                assertEquals(method.equals("PUT") ? 200 : 501, status, method + " " + header[0]);
                assertArrayEquals(
                        method.equals("PUT") ? part : whole,
                        Files.readAllBytes(file),
                        method + " " + header[0] + ": " + header[1]);
            }
        }
    }

    /** On a connection of its own: after a refusal the door has not read the body. */
    private static int status(HttpRequest.Builder request) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void secretsInTheUrlAreRefused_andATokenIsNotSentWithoutTls(@TempDir Path temp) throws Exception {
        SettingException e = assertThrows(
                SettingException.class, () -> Backends.open("https://me:canary-4711@127.0.0.1/x", Map.of()));
        assertTrue(!e.getMessage().contains("canary"), e.getMessage());
        Path token = Files.writeString(temp.resolve("token"), "canary-4711");
        SettingException open = assertThrows(
                SettingException.class, () -> Backends.open(server.url(), Map.of("http.token_file", token.toString())));
        assertTrue(open.getMessage().contains("chmod 600"), open.getMessage());
        Files.setPosixFilePermissions(token, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        SettingException plain = assertThrows(
                SettingException.class,
                () -> Backends.open("http://192.0.2.1/x", Map.of("http.token_file", token.toString())));
        assertTrue(
                plain.getMessage().contains("without TLS")
                        && !plain.getMessage().contains("canary"),
                plain.getMessage());
    }

    @Test
    void aListingWithADocumentTypeIsRefused() {
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><D:multistatus "
                + "xmlns:D=\"DAV:\"><D:response><D:href>&a;</D:href></D:response></D:multistatus>";
        assertThrows(IOException.class, () -> DavListing.parse(bomb.getBytes(StandardCharsets.UTF_8)));
    }
}

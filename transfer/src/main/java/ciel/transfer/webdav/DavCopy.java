package ciel.transfer.webdav;

import ciel.transfer.StoragePath;
import ciel.transfer.ThirdPartyCopy;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * Third-party copy over HTTP, as the servers of the WLCG do it in pull mode: COPY to the destination with the address of
 * the source, and an answer that tells with performance markers how far it is and at its end whether it worked.
 */
final class DavCopy implements ThirdPartyCopy {
    private static final String MARKER = "stripe bytes transferred:";

    private final WebDavBackend source;
    private final WebDavBackend destination;
    private final DavSettings settings;

    /** @param settings of the destination */
    DavCopy(WebDavBackend source, WebDavBackend destination, DavSettings settings) {
        this.source = source;
        this.destination = destination;
        this.settings = settings;
    }

    @Override
    public void fetch(StoragePath from, StoragePath temporary, long size, LongConsumer arrived)
            throws TransferException {
        String act = "copying [" + source.url() + "] '" + from + "' to [" + destination.url() + "] '" + temporary + "'";
        destination.makeDirectory(temporary.parent());
        String address = source.uri(from).toString();
        String token = source.token();
        ClassicHttpResponse answer = destination.send(act, destination.uri(temporary), target -> {
            HttpUriRequestBase request = new HttpUriRequestBase("COPY", target);
            request.setHeader("Source", address);
            request.setHeader("Credential", "none");
            request.setHeader("Overwrite", "T");
            if (token != null) {
                request.setHeader("TransferHeaderAuthorization", "Bearer " + token);
            }
            return request;
        });
        int status = answer.getCode();
        if (status / 100 != 2 || answer.getEntity() == null) {
            throw HttpErrors.of(act, answer);
        }
        long told = 0;
        try (answer;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(answer.getEntity().getContent(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line.strip().toLowerCase(Locale.ROOT);
                if (text.startsWith(MARKER)) {
                    long now = number(text.substring(MARKER.length()));
                    arrived.accept(Math.max(0, now - told));
                    told = Math.max(told, now);
                } else if (text.startsWith("success")) {
                    arrived.accept(size - told);
                    return;
                } else if (text.startsWith("failure") || text.startsWith("aborted")) {
                    throw new TransientException(act + ": the destination says '"
                            + line.strip()
                                    .replaceAll("\\p{Cntrl}", " ")
                                    .substring(0, Math.min(300, line.strip().length()))
                            + "'");
                }
            }
        } catch (IOException e) {
            throw HttpErrors.of(act, settings.timeout(), e);
        }
        throw new TransientException(act + ": the answer ended without a word whether it worked");
    }

    private static long number(String text) {
        String digits = text.strip();
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}

package ciel.transfer.servers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A bearer token that XRootD's Macaroons plug-in takes (Birgisson et al. 2014; format 1 of libmacaroons): an identifier
 * and caveats, chained by HMAC-SHA-256.
 */
public final class Macaroon {
    private Macaroon() {}

    /**
     * @param secret   the server's
     * @param location the server's {@code all.sitename}
     * @param caveats  such as {@code path:/d}
     */
    public static String of(byte[] secret, String location, String... caveats) throws GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packet(out, "location", location.getBytes(StandardCharsets.UTF_8));
        byte[] id = "ciel-test".getBytes(StandardCharsets.UTF_8);
        packet(out, "identifier", id);
        byte[] signature = hmac(
                hmac(Arrays.copyOf("macaroons-key-generator".getBytes(StandardCharsets.US_ASCII), 32), secret), id);
        for (String caveat : caveats) {
            byte[] bytes = caveat.getBytes(StandardCharsets.UTF_8);
            packet(out, "cid", bytes);
            signature = hmac(signature, bytes);
        }
        packet(out, "signature", signature);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static void packet(ByteArrayOutputStream out, String key, byte[] value) {
        out.writeBytes(String.format("%04x%s ", 4 + key.length() + 1 + value.length + 1, key)
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(value);
        out.write('\n');
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}

package ciel.transfer.ledger;

import ciel.transfer.checksum.Algorithm;
import java.util.EnumMap;
import java.util.Map;

/** Checksums that a manifest promises, as a column of text: {@code adler32=HEX sha256=HEX}. */
final class ExpectedSums {
    private ExpectedSums() {}

    static String text(Map<Algorithm, String> sums) {
        StringBuilder out = new StringBuilder();
        new EnumMap<>(sums).forEach((a, hex) -> out.append(out.isEmpty() ? "" : " ")
                .append(a.key())
                .append('=')
                .append(hex));
        return out.toString();
    }

    /** @param text null for none */
    static Map<Algorithm, String> of(String text) {
        if (text == null) {
            return Map.of();
        }
        Map<Algorithm, String> out = new EnumMap<>(Algorithm.class);
        for (String one : text.split(" ")) {
            int equals = one.indexOf('=');
            for (Algorithm a : Algorithm.values()) {
                if (a.key().equals(one.substring(0, equals))) {
                    out.put(a, one.substring(equals + 1));
                }
            }
        }
        return out;
    }
}

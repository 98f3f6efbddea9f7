package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FastDoubleTest {
    private static double parse(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return FastDouble.parse(bytes, 1, bytes.length - 1);
    }

    private static void same(String text) {
        assertEquals(Double.doubleToLongBits(Double.parseDouble(text)), Double.doubleToLongBits(parse(text)), text);
    }

    @Test
    void whatPeopleWrite_isReadAsParseDoubleReadsIt() {
        for (String text : new String[] {
            "0",
            "-0",
            "0.0",
            "1",
            "+1",
            "-1.5",
            "1e5",
            "1E-5",
            "1e+05",
            ".5",
            "5.",
            "60.49045502638662697",
            "-38.16437495898705379",
            "0.1",
            "1e22",
            "1e23",
            "9007199254740993",
            "9007199254740992.5",
            "123456789012345678901234567890",
            "1e308",
            "1e309",
            "-1e400",
            "1e-400",
            "4.9e-324",
            "2.2250738585072011e-308",
            "0.000000000000000000000000000000000000000000001",
            "1.7976931348623157e308",
            "1e99999999999999999999",
            "000000000000000000000000000000.25",
            "9999999999999999999",
            "18446744073709551615",
            "1e-60",
            "1e60",
            "1e61"
        }) {
            same(text);
        }
    }

    @Test
    void halfwayCases_goToEven() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble((1023L + random.nextInt(-60, 60) << 52) | random.nextLong() >>> 12);
            BigDecimal half = new BigDecimal(value)
                    .add(new BigDecimal(Math.nextUp(value)))
                    .divide(BigDecimal.TWO);
            same(half.toPlainString());
            same(half.round(new java.math.MathContext(19)).toPlainString());
            same(half.round(new java.math.MathContext(17)).toString());
        }
    }

    @Test
    void randomNumbers_areCorrectlyRounded() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            same(Double.toString(Double.longBitsToDouble(
                    random.nextLong() & ~0x7FF0000000000000L | (long) random.nextInt(1, 2047) << 52)));
            same(random.nextLong() + "e" + random.nextInt(-90, 90));
            same(random.nextInt(360) + "."
                    + String.format("%019d", random.nextLong(Long.MAX_VALUE)).substring(0, random.nextInt(1, 20)));
        }
    }

    @Test
    void numbersOfCatalogs_areReadAsParseDoubleReadsThem() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 200_000; i++) {
            String digits =
                    String.format("%019d", random.nextLong(Long.MAX_VALUE)).substring(random.nextInt(19));
            int point = random.nextInt(digits.length() + 1);
            String text = (random.nextInt(4) == 0 ? "-" : "")
                    + digits.substring(0, point)
                    + (random.nextInt(8) == 0 ? "" : ".")
                    + digits.substring(point)
                    + (random.nextInt(8) == 0 ? "e" + random.nextInt(-9, 9) : "");
            same(text);
            // one character of them replaced
            char[] wrong = text.toCharArray();
            wrong[random.nextInt(wrong.length)] = "/:x \u00b2".charAt(random.nextInt(5));
            byte[] bytes = new String(wrong).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertTrue(Double.isNaN(FastDouble.parse(bytes, 0, bytes.length)), new String(wrong));
        }
    }

    @Test
    void whatIsNoNumber_isNaN() {
        for (String text : new String[] {
            "",
            "-",
            "+",
            ".",
            "e5",
            "1e",
            "1e+",
            "nan",
            "NaN",
            "inf",
            "Infinity",
            "-inf",
            "1.2.3",
            "1,5",
            "0x10",
            "1f",
            "1d",
            "--1",
            "1 2",
            "1e5.5",
            "1_000",
            "\u00e9"
        }) {
            assertTrue(Double.isNaN(parse(text)), text);
        }
    }
}

package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.math.BigDecimal;
import java.util.List;
import nom.tam.fits.HeaderCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardTest {
    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                30,
                -1,
                0.1,
                60143.421569611106,
                -8.4624390296772E-13,
                1e-300,
                4.9E-324,
                Double.MAX_VALUE,
                -38.164374958987054
            })
    void doubles_readBackAsTheSameNumber(double value) {
        for (String key : List.of("KEY", "A_LONG_KEYWORD")) {
            String card = new Card(
                            key, value, "a comment that is rather long, longer than there can be room for in a card")
                    .render();
            assertEquals(80, card.length());
            assertEquals(value, HeaderCard.create(card).getValue(Double.class, Double.NaN), card);
            assertTrue(card.contains("."), card);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "it's",
                "''",
                "a/b / c",
                "R22_S11",
                " leading",
                "a string of exactly sixty-seven characters, which is one less than fits.",
                "x &"
            })
    void texts_readBackAsTheSameText(String value) {
        String card = new Card("KEY", value, "note").render();
        assertEquals(0, card.length() % 80);
        assertEquals(value, HeaderCard.create(card).getValue());
    }

    @Test
    void commentWithoutRoom_isLeftOutRatherThanSpilled() {
        String card = new Card("CONFHASH", "0".repeat(64), "configuration").render();
        assertEquals(80, card.length());
        assertEquals("0".repeat(64), HeaderCard.create(card).getValue());
    }

    @Test
    void integersAndTruthValues_areExact() {
        assertEquals(
                new BigDecimal(Long.MAX_VALUE),
                HeaderCard.create(new Card("SEED", Long.MAX_VALUE, "").render()).getValue(BigDecimal.class, null));
        assertEquals("T", HeaderCard.create(new Card("X", true, "").render()).getValue());
        assertTrue(new Card("X", 5, "").render().startsWith("X       =                    5"));
    }

    @Test
    void whatCannotStandInAHeader_isRefusedWithTheKeyword() {
        for (Object value :
                new Object[] {Double.NaN, Double.POSITIVE_INFINITY, "gr\u00fcn", "two\nlines", new int[0]}) {
            InputException e = assertThrows(InputException.class, () -> new Card("KEY", value, ""));
            assertTrue(e.getMessage().contains("KEY"), e.getMessage());
        }
        for (String key : List.of("", "lower", "WITH SPACE", "DOT.TED", "\u00c4", "X".repeat(41))) {
            assertThrows(InputException.class, () -> new Card(key, 1, ""), key);
        }
        assertThrows(InputException.class, () -> new Card("KEY", null, ""));
    }

    @Test
    void addedKeywords_mayNotChangeTheLayout() {
        for (String key : List.of(
                "NAXIS1",
                "bitpix",
                "SIMPLE",
                "DATASUM",
                "CHECKSUM",
                "END",
                "ZNAXIS2",
                "TFORM1",
                "CONTINUE",
                "BZERO",
                "PCOUNT")) {
            InputException e = assertThrows(InputException.class, () -> Card.added(key, 1));
            assertTrue(e.getMessage().contains("output.added_keywords." + key), e.getMessage());
        }
        assertEquals(new Card("OBSERVER", "me", ""), Card.added(" observer ", "me"));
        assertEquals(new Card("N", 3L, ""), Card.added("n", 3));
        assertEquals(new Card("N", 3L, ""), Card.added("n", new BigDecimal("3")));
        assertEquals(new Card("X", 2.5, ""), Card.added("x", 2.5f));
        assertEquals(new Card("X", 3.0, ""), Card.added("x", 3.0), "a number with a point stays one");
        assertEquals(new Card("ZENITH", true, ""), Card.added("zenith", true));
    }
}

package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
    /** A tree without cycles: a name is used on one level only. */
    private static List<Scope> random(Random r, int level) {
        List<Scope> out = new ArrayList<>();
        int n = level == 0 ? 1 + r.nextInt(4) : r.nextInt(4);
        for (int i = 0; i < n; i++) {
            out.add(new Scope(
                    "urn:s" + level + "." + r.nextInt(5),
                    r.nextBoolean(),
                    level == 3 ? List.of() : random(r, level + 1)));
        }
        return out;
    }

    @Test
    void parsingWhatWasPrinted_givesTheMergedScopes() {
        Random r = new Random(20270301);
        for (int i = 0; i < 5000; i++) {
            List<Scope> s = random(r, 0);
            assertEquals(Scopes.merge(s), Scopes.parse(Scopes.print(s)));
        }
    }

    @Test
    void mergingIsIdempotent_andCoversBothParts() {
        Random r = new Random(7);
        for (int i = 0; i < 2000; i++) {
            List<Scope> a = random(r, 0);
            List<Scope> b = random(r, 0);
            List<Scope> ab = new ArrayList<>(a);
            ab.addAll(b);
            List<Scope> m = Scopes.merge(ab);
            assertEquals(m, Scopes.merge(m));
            assertTrue(Scopes.covers(m, a) && Scopes.covers(m, b));
            Collections.shuffle(ab, r);
            assertTrue(Scopes.covers(Scopes.merge(ab), m));
        }
    }

    @Test
    void brackets_asterisks_andBlanks_areRead() {
        assertEquals("A[*B C[D]]", Scopes.print(Scopes.parse("  A[*B   C[ D ]]  ")));
        assertEquals("A[*B C] D", Scopes.print(Scopes.parse("A[*B] D A[C]")));
        assertEquals("A[B]", Scopes.print(Scopes.parse("A[*B] A[B]")), "required wins over optional");
        assertEquals(List.of(), Scopes.parse(" "));
        assertFalse(Scopes.covers(Scopes.parse("A B"), Scopes.parse("A[B]")), "a scope beside another is not below it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A[", "A]", "A[]", "[A]", "*", "A[*]", "* A", "A [B]", "A**B", "A[B]C", "A[[B]]", "A[B", "A*B", "A[B]]"
            })
    void malformed_isRefusedWithThePosition(String text) {
        GlobusException e = assertThrows(GlobusException.class, () -> Scopes.parse(text));
        assertEquals(GlobusException.Kind.BAD_INPUT, e.kind());
        assertTrue(e.getMessage().matches(".*character \\d+: .+"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A[A]", "A[B[A]]", "A[B] A[B[C[B]]]", "A[*B[*C[*A]]]"})
    void cycles_areRefused(String text) {
        assertTrue(assertThrows(GlobusException.class, () -> Scopes.parse(text))
                .getMessage()
                .startsWith("scope cycle"));
    }

    @Test
    void aThousandBrackets_areRefusedAndDoNotOverflowTheStack() {
        assertThrows(GlobusException.class, () -> Scopes.parse("A[".repeat(100_000)));
    }
}

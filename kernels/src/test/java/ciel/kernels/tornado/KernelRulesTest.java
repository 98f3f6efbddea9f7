package ciel.kernels.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No kernel is written with what TornadoVM gets wrong, and each rule finds what it is there for. */
class KernelRulesTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                KernelMath.class,
                KernelOptics.class,
                PhotonKernel.class,
                SkyKernel.class,
                EdgeKernel.class,
                ReadoutKernel.class
            })
    void kernels_keepTheRules(Class<?> kernel) {
        assertEquals(List.of(), KernelRules.broken(kernel));
    }

    /** What must not be written, a method each. */
    static final class Offences {
        static final int[] TABLE = {1, 2};

        private Offences() {}

        static int unsignedShift(int x) {
            return x >>> 3;
        }

        static long unsignedShiftOfLong(long x) {
            return x >>> 3;
        }

        static long floatToLong(float x) {
            return (long) x;
        }

        static long doubleToLong(double x) {
            return (long) x;
        }

        static int negativeDivided(int x) {
            return x / 4;
        }

        static int remainder(int x, int y) {
            return x % y;
        }

        static float barrenProduct(float a, float b, float c) {
            return a * b + c;
        }

        static float negation(float a) {
            return -a;
        }

        static float fusedCall(float a) {
            return Math.fma(a, a, a);
        }

        static float reinterpreted(int bits) {
            return Float.intBitsToFloat(bits);
        }

        static int rotated(int x) {
            return Integer.rotateLeft(x, 3);
        }

        static int magnitude(int x) {
            return Math.abs(x);
        }

        static int staticArray(int x) {
            return TABLE[x];
        }

        static int largeArray(int x) {
            int[] words = new int[4096];
            words[x] = 1;
            return words[0];
        }

        static int exception(int x) {
            if (x < 0) {
                throw new IllegalArgumentException();
            }
            return x;
        }

        static int recursive(int x) {
            return x <= 0 ? 0 : recursive(x - 1);
        }

        static int returnInLoop(int[] x) {
            for (int i = 0; i < x.length; i++) {
                if (x[i] > 3) {
                    return i;
                }
            }
            return -1;
        }

        static int breakInLoop(int[] x) {
            int sum = 0;
            for (int i = 0; i < x.length; i++) {
                if (x[i] > 3) {
                    if (sum > 5) {
                        break;
                    }
                }
                sum = sum + x[i];
            }
            return sum;
        }

        static int twoConditions(int x, int y) {
            int k = 0;
            while (k < x || k < y) {
                k = k + 1;
            }
            return k;
        }

        static int loopInBothBranches(int x, int y) {
            int sum = 0;
            if (x > 0) {
                for (int k = 0; k < x; k++) {
                    sum = sum + k;
                }
            } else {
                for (int k = 0; k < y; k++) {
                    sum = sum + 2;
                }
            }
            return sum;
        }

        static int calledLoopInBothBranches(int x, int y) {
            return x > 0 ? twoConditions(x, y) : loopInBothBranches(x, y);
        }

        static int unsignedComparison(int x, int[] y) {
            return (x & 0xFFFFFFFFL) < (y[0] & 0xFFFFFFFFL) ? 1 : 0;
        }

        static boolean keptCondition(int x, int y) {
            boolean inside = x > 0 && y > 0;
            return inside;
        }

        static boolean keptAlternative(int x, int y) {
            boolean outside = x < 0 || y < 0;
            return outside;
        }

        static int clamp(int x) {
            return x;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unsignedShift, shifts the sign in",
        "unsignedShiftOfLong, shifts the sign in",
        "floatToLong, by way of an int",
        "doubleToLong, by way of an int",
        "negativeDivided, rounded the wrong way",
        "remainder, negative numbers",
        "barrenProduct, may be fused",
        "negation, turns a sum into a difference",
        "fusedCall, a call of java/lang/Math.fma",
        "reinterpreted, a call of java/lang/Float.intBitsToFloat",
        "rotated, a call of java/lang/Integer.rotateLeft",
        "magnitude, a call of java/lang/Math.abs",
        "staticArray, static arrays",
        "largeArray, large private array",
        "exception, exceptions are refused",
        "recursive, recursion",
        "returnInLoop, more than one exit",
        "breakInLoop, more than one exit",
        "twoConditions, a condition of several parts",
        "loopInBothBranches, two branches",
        "calledLoopInBothBranches, two branches",
        "unsignedComparison, unsigned ints",
        "keptCondition, kept as a value",
        "keptAlternative, kept as a value",
        "clamp, a function of this name"
    })
    void everyOffence_isFound(String method, String why) {
        List<String> found = KernelRules.broken(Offences.class).stream()
                .filter(line -> line.startsWith(method + ": "))
                .toList();
        assertTrue(found.stream().anyMatch(line -> line.contains(why)), () -> method + " gives " + found);
    }

    @ParameterizedTest
    @ValueSource(classes = Offences.class)
    void noOffenceIsLeftWithoutARow(Class<?> offences) {
        List<String> found = KernelRules.broken(offences);
        List<String> unseen = Arrays.stream(offences.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> found.stream().noneMatch(line -> line.startsWith(name + ": ")))
                .toList();
        assertEquals(List.of(), unseen);
    }
}

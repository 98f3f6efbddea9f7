package ciel.kernels.tornado;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntBinaryOperator;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * Whether TornadoVM's compiler still makes the mistakes that the kernels are written around: a tiny kernel for each, whose
 * results on the device are held against plain Java. Says of each "still wrong", "still refused" or "mended". A program of
 * its own, for a JVM with TornadoVM's options. What ends the process is not tried (names of OpenCL's functions, large private
 * arrays, indices out of bounds, recursion).
 */
final class CompilerProbes {
    private static final int ITEMS = 256;
    private static final int SECONDS = 8;
    private static final int SECONDS_OF_FIRST = 60;
    private static final String NO_ANSWER = "still refused (no answer)";
    private static final int[] TABLE = {3, 1, 4, 1};

    /**
     * @param what       the compiler gets wrong
     * @param workaround what kernels do instead; empty for the control, which has to be right
     * @param java       what it gives
     * @param kernel     the same for a device
     */
    private record Probe(
            String what, String workaround, IntBinaryOperator java, Task3<KernelContext, int[], int[]> kernel) {}

    private static final List<Probe> PROBES = List.of(
            new Probe("sums and products of ints", "", CompilerProbes::control, CompilerProbes::controlKernel),
            new Probe(
                    "an unsigned shift of an int",
                    "(x >> n) & mask",
                    CompilerProbes::unsignedShift,
                    CompilerProbes::unsignedShiftKernel),
            new Probe(
                    "an unsigned shift of a long",
                    "(x >> n) & mask",
                    CompilerProbes::unsignedShiftOfLong,
                    CompilerProbes::unsignedShiftOfLongKernel),
            new Probe(
                    "a float that becomes a long",
                    "no such conversion",
                    CompilerProbes::floatToLong,
                    CompilerProbes::floatToLongKernel),
            new Probe("Integer.rotateLeft", "no rotation", CompilerProbes::rotated, CompilerProbes::rotatedKernel),
            new Probe(
                    "a negative number divided by a power of two",
                    "divisors that are no constants",
                    CompilerProbes::divided,
                    CompilerProbes::dividedKernel),
            new Probe(
                    "Integer.remainderUnsigned",
                    "no unsigned remainder",
                    CompilerProbes::remainder,
                    CompilerProbes::remainderKernel),
            new Probe(
                    "a condition of two parts that is kept as a value",
                    "ints 1 and 0",
                    CompilerProbes::keptCondition,
                    CompilerProbes::keptConditionKernel),
            new Probe(
                    "a loop in each of two branches of a condition",
                    "two kernels, or a condition for the second loop alone",
                    CompilerProbes::loopInBothBranches,
                    CompilerProbes::loopInBothBranchesKernel),
            new Probe(
                    "unsigned ints that are compared",
                    "the sign bit turned on the host",
                    CompilerProbes::unsignedComparison,
                    CompilerProbes::unsignedComparisonKernel),
            new Probe(
                    "a return from a condition within a condition of a loop",
                    "loops with one exit",
                    CompilerProbes::breakInNestedIf,
                    CompilerProbes::breakInNestedIfKernel),
            new Probe("Math.fma", "KernelMath.fused", CompilerProbes::multiplyAdd, CompilerProbes::multiplyAddKernel),
            new Probe(
                    "Float.floatToRawIntBits",
                    "KernelMath.bits",
                    CompilerProbes::bitsOfFloat,
                    CompilerProbes::bitsOfFloatKernel),
            new Probe(
                    "Float.intBitsToFloat",
                    "KernelMath.ofBits",
                    CompilerProbes::floatOfBits,
                    CompilerProbes::floatOfBitsKernel),
            new Probe(
                    "Integer.numberOfLeadingZeros",
                    "KernelMath.bitsOfWhole",
                    CompilerProbes::leadingZeros,
                    CompilerProbes::leadingZerosKernel),
            new Probe(
                    "Integer.compareUnsigned",
                    "the sign bit turned on the host",
                    CompilerProbes::unsignedOrder,
                    CompilerProbes::unsignedOrderKernel),
            new Probe(
                    "static arrays",
                    "tables as arguments",
                    CompilerProbes::staticArray,
                    CompilerProbes::staticArrayKernel),
            new Probe(
                    "a loop whose condition has two parts",
                    "one condition",
                    CompilerProbes::twoConditions,
                    CompilerProbes::twoConditionsKernel));

    private CompilerProbes() {}

    private static int control(int x, int y) {
        return 3 * x + (y >> 2);
    }

    private static void controlKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = control(in[2 * i], in[2 * i + 1]);
    }

    private static int unsignedShift(int x, int y) {
        return x >>> 3;
    }

    private static void unsignedShiftKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = unsignedShift(in[2 * i], in[2 * i + 1]);
    }

    private static int unsignedShiftOfLong(int x, int y) {
        return (int) ((long) x * y >>> 40);
    }

    private static void unsignedShiftOfLongKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = unsignedShiftOfLong(in[2 * i], in[2 * i + 1]);
    }

    private static int floatToLong(int x, int y) {
        return (int) ((long) ((float) x * 4096f) >> 12);
    }

    private static void floatToLongKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = floatToLong(in[2 * i], in[2 * i + 1]);
    }

    private static int rotated(int x, int y) {
        return Integer.rotateLeft(x, 7);
    }

    private static void rotatedKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = rotated(in[2 * i], in[2 * i + 1]);
    }

    private static int divided(int x, int y) {
        return x / 4;
    }

    private static void dividedKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = divided(in[2 * i], in[2 * i + 1]);
    }

    private static int remainder(int x, int y) {
        return Integer.remainderUnsigned(x, 10);
    }

    private static void remainderKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = remainder(in[2 * i], in[2 * i + 1]);
    }

    private static int keptCondition(int x, int y) {
        boolean kept = true;
        if ((x & 1) != 0) {
            kept = !((float) x > 100f);
        }
        if ((y & 1) != 0) {
            boolean blocked = (float) y < 50f;
            kept = kept && !blocked;
        }
        return kept ? x : -1;
    }

    private static void keptConditionKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = keptCondition(in[2 * i], in[2 * i + 1]);
    }

    private static int loopInBothBranches(int x, int y) {
        float sum = 0f;
        if (x > 0) {
            for (int k = 0; k < (x & 7) + 1; k++) {
                sum = sum + (float) k;
            }
        } else {
            for (int k = 0; k < (y & 3) + 2; k++) {
                sum = sum + 9f;
            }
        }
        return (int) sum;
    }

    private static void loopInBothBranchesKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = loopInBothBranches(in[2 * i], in[2 * i + 1]);
    }

    private static int unsignedComparison(int x, int y) {
        return (x & 0xFFFFFFFFL) < (y & 0xFFFFFFFFL) ? 1 : 0;
    }

    private static void unsignedComparisonKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = unsignedComparison(in[2 * i], in[2 * i + 1]);
    }

    private static int breakInNestedIf(int x, int y) {
        for (int k = 0; k < 16; k++) {
            if ((x >> k & 1) != 0) {
                if ((y >> k & 1) != 0) {
                    return k;
                }
            }
        }
        return -1;
    }

    private static void breakInNestedIfKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = breakInNestedIf(in[2 * i], in[2 * i + 1]);
    }

    private static int multiplyAdd(int x, int y) {
        return (int) (Math.fma((float) x, 0x1p-20f, (float) (y & 1023)) * 256f);
    }

    private static void multiplyAddKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = multiplyAdd(in[2 * i], in[2 * i + 1]);
    }

    private static int bitsOfFloat(int x, int y) {
        return Float.floatToRawIntBits((float) x);
    }

    private static void bitsOfFloatKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = bitsOfFloat(in[2 * i], in[2 * i + 1]);
    }

    private static int floatOfBits(int x, int y) {
        return (int) (Float.intBitsToFloat(x & 0x007FFFFF | 0x3F800000) * 1024f);
    }

    private static void floatOfBitsKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = floatOfBits(in[2 * i], in[2 * i + 1]);
    }

    private static int leadingZeros(int x, int y) {
        return Integer.numberOfLeadingZeros(x);
    }

    private static void leadingZerosKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = leadingZeros(in[2 * i], in[2 * i + 1]);
    }

    private static int unsignedOrder(int x, int y) {
        return Integer.compareUnsigned(x, y);
    }

    private static void unsignedOrderKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = unsignedOrder(in[2 * i], in[2 * i + 1]);
    }

    private static int staticArray(int x, int y) {
        return TABLE[x & 3];
    }

    private static void staticArrayKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = staticArray(in[2 * i], in[2 * i + 1]);
    }

    private static int twoConditions(int x, int y) {
        int k = 0;
        while (k < (x & 7) || k < (y & 7)) {
            k = k + 1;
        }
        return k;
    }

    private static void twoConditionsKernel(KernelContext context, int[] in, int[] out) {
        int i = context.globalIdx;
        out[i] = twoConditions(in[2 * i], in[2 * i + 1]);
    }

    private static int[] numbers() {
        int[] numbers = new int[2 * ITEMS];
        for (int k = 0; k < numbers.length; k++) {
            int mixed = (k + 1) * 0x9E3779B9;
            numbers[k] = k % 3 == 0 ? mixed : mixed >> 20;
        }
        return numbers;
    }

    /** @return null where the device has Java's results; else what is wrong */
    private static String wrong(Probe probe, int number, TornadoDevice device) {
        int[] in = numbers();
        int[] out = new int[ITEMS];
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            TaskGraph graph = new TaskGraph("probe" + number)
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, in, out)
                    .task("run", probe.kernel, new KernelContext(), in, out)
                    .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
            DevicePlan plan = DevicePlan.of(graph, List.of("run"), device, 0, List.of(in, out), 1);
            plan.execute(List.of((long) ITEMS));
            plan.close();
        });
        try {
            run.get(number == 0 ? SECONDS_OF_FIRST : SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return "still refused";
        } catch (InterruptedException | TimeoutException e) {
            return NO_ANSWER;
        }
        int differ = 0;
        for (int i = 0; i < ITEMS; i++) {
            differ += out[i] == probe.java.applyAsInt(in[2 * i], in[2 * i + 1]) ? 0 : 1;
        }
        return differ == 0 ? null : "still wrong (" + differ + " of " + ITEMS + " numbers)";
    }

    /**
     * @param args number of the first probe. TornadoVM tries no other kernel after one that it gives no answer to: the
     *     last line is then "from" and the number from which another JVM has to go on.
     */
    public static void main(String[] args) {
        TornadoSupport.list(); // says what is missing
        TornadoDevice device =
                TornadoRuntimeProvider.getTornadoRuntime().getBackend(0).getDevice(0);
        int k = Integer.parseInt(args[0]);
        String wrong = null;
        while (k < PROBES.size() && wrong != NO_ANSWER) {
            Probe probe = PROBES.get(k);
            wrong = wrong(probe, k, device);
            if (probe.workaround.isEmpty()) {
                System.out.println(wrong == null ? "right: " + probe.what : wrong + ": " + probe.what);
            } else if (wrong == null) {
                System.out.println("mended: " + probe.what + "; the workaround (" + probe.workaround + ") can go");
            } else {
                System.out.println(wrong + ": " + probe.what + "; kernels have " + probe.workaround);
            }
            k++;
        }
        System.out.println(k < PROBES.size() ? "from " + k : "end");
        Runtime.getRuntime().halt(0); // a kernel without an answer keeps its thread
    }
}

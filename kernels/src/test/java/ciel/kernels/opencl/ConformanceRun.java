package ciel.kernels.opencl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the OpenCL engine's conformance tests where there is no Maven; prints PASS and FAIL lines and ends with 0 where
 * all pass. -Dciel.opencl.device=N chooses the device.
 */
final class ConformanceRun {
    private ConformanceRun() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        List<Method> all = Stream.of(OpenClEngineTest.class, OpenClEngineTest.class.getSuperclass())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        int failed = 0;
        for (Method test : all) {
            test.setAccessible(true);
            try {
                test.invoke(new OpenClEngineTest());
                System.out.println("PASS " + test.getName());
            } catch (InvocationTargetException e) {
                failed++;
                System.out.println("FAIL " + test.getName() + ": " + e.getCause());
            }
        }
        System.out.println(all.size() - failed + " passed, " + failed + " failed");
        System.exit(failed == 0 && !all.isEmpty() ? 0 : 1);
    }
}

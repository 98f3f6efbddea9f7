package ciel.kernels;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs tests where there is no Maven, or where a JVM needs options that the others have not; prints PASS and FAIL lines. */
public final class ConformanceTests {
    private ConformanceTests() {}

    /**
     * @param on    what the tests are run on
     * @param types classes whose tests are run
     * @return whether all passed, and there was one
     */
    public static boolean run(Object on, Class<?>... types) throws ReflectiveOperationException {
        List<Method> all = Stream.of(types)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        int failed = 0;
        for (Method test : all) {
            test.setAccessible(true);
            try {
                test.invoke(on);
                System.out.println("PASS " + test.getName());
            } catch (InvocationTargetException e) {
                failed++;
                System.out.println("FAIL " + test.getName() + ": " + e.getCause());
            }
        }
        System.out.println(all.size() - failed + " passed, " + failed + " failed");
        return failed == 0 && !all.isEmpty();
    }
}

package ciel.kernels.opencl;

import ciel.kernels.ConformanceTests;

/**
 * Runs the OpenCL engine's conformance tests where there is no Maven; prints PASS and FAIL lines and ends with 0 where
 * all pass. -Dciel.opencl.device=N chooses the device.
 */
final class ConformanceRun {
    private ConformanceRun() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        OpenClEngineTest tests = new OpenClEngineTest();
        System.exit(
                ConformanceTests.run(tests, OpenClEngineTest.class, OpenClEngineTest.class.getSuperclass()) ? 0 : 1);
    }
}

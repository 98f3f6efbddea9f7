package ciel.kernels.opencl;

import ciel.sim.DeviceException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * Opens a device that works until the n-th call of a method and is lost from then on, until it is closed. Counts what
 * is opened and held.
 */
final class FaultyDevice {
    private final String method;
    private final Runnable before;
    private int left;
    private int opened;
    private int closed;
    private int held;

    /** @param method of ComputeDevice @param number of its calls, from 1, that fails; with 0 every call fails */
    FaultyDevice(String method, int number) {
        this.method = method;
        this.left = number;
        this.before = () -> {};
    }

    /** One that never fails. @param method of ComputeDevice @param before is run before each of its calls */
    FaultyDevice(String method, Runnable before) {
        this.method = method;
        this.left = Integer.MAX_VALUE;
        this.before = before;
    }

    private final class Watched implements ComputeDevice.Memory {
        private final ComputeDevice.Memory real;
        private boolean given;

        private Watched(ComputeDevice.Memory real) {
            this.real = real;
            held++;
        }

        @Override
        public long bytes() {
            return real.bytes();
        }

        @Override
        public void close() {
            if (given) {
                throw new IllegalStateException("given back twice");
            }
            given = true;
            held--;
            real.close();
        }
    }

    int opened() {
        return opened;
    }

    /** @return devices that are open */
    int open() {
        return opened - closed;
    }

    /** @return buffers that are held */
    int held() {
        return held;
    }

    ComputeDevice make() {
        JoclDevice real = JoclDevice.open(Integer.getInteger("ciel.opencl.device", 0));
        opened++;
        boolean[] lost = {false};
        return (ComputeDevice) Proxy.newProxyInstance(
                FaultyDevice.class.getClassLoader(),
                new Class<?>[] {ComputeDevice.class},
                (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        before.run();
                    }
                    if (called.getName().equals("close")) {
                        closed++;
                    } else if (!called.getName().equals("info")) {
                        lost[0] |= called.getName().equals(method) && (left == 0 || --left == 0 && forever());
                        if (lost[0]) {
                            throw new DeviceException(
                                    "OpenCL device " + real.info().name() + " could not " + called.getName(),
                                    "check the device",
                                    null);
                        }
                    }
                    try {
                        Object result = called.invoke(real, unwrapped(arguments));
                        return result instanceof ComputeDevice.Memory memory ? new Watched(memory) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** After the one call that fails, another device works. */
    private boolean forever() {
        left = Integer.MAX_VALUE;
        return true;
    }

    private static Object[] unwrapped(Object[] arguments) {
        return arguments == null
                ? null
                : Arrays.stream(arguments)
                        .map(one -> one instanceof Watched watched
                                ? watched.real
                                : one instanceof Object[] many && !(one instanceof String[]) ? unwrapped(many) : one)
                        .toArray();
    }
}

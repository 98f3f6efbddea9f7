package ciel.kernels.tornado;

import ciel.kernels.opencl.DeviceInfo;
import ciel.sim.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the tornado engine can run here, and what is missing where it cannot. */
public final class TornadoSupport {
    private static final String REMEDY = "install TornadoVM (SDKMAN: sdk install tornadovm), set TORNADOVM_HOME to its "
            + "folder and start ciel again, which builds the engine; or use --engine opencl or vector";

    private static final Pattern API = Pattern.compile("tornado-api-(.+)\\.jar");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})\\..*-jdk25");
    /** First version whose OpenCL is right. */
    private static final int OLDEST = 5;

    private TornadoSupport() {}

    /**
     * @return devices of all backends of TornadoVM
     * @throws UnavailableException where TornadoVM is not here or has no device
     */
    public static List<DeviceInfo> list() {
        return list(devices());
    }

    /**
     * @param number of the device in {@link #list}; the first GPU, or else the first device, where it is not given
     * @throws UnavailableException where it cannot be had
     */
    public static TornadoEngine open(OptionalInt number) {
        TornadoDevices devices = devices();
        List<DeviceInfo> list = list(devices);
        int chosen = number.orElseGet(() -> list.stream()
                .filter(DeviceInfo::gpu)
                .mapToInt(DeviceInfo::number)
                .findFirst()
                .orElse(0));
        if (chosen >= list.size()) {
            throw new UnavailableException(
                    "TornadoVM has no device " + chosen + "; it has "
                            + list.stream()
                                    .map(each -> each.number() + " (" + each.platform() + ": " + each.name() + ")")
                                    .collect(Collectors.joining(", ")),
                    "ciel engines lists them",
                    null);
        }
        return devices.open(list.get(chosen));
    }

    private static TornadoDevices devices() {
        String home = System.getenv("TORNADOVM_HOME");
        if (home == null || home.isEmpty()) {
            throw new UnavailableException(
                    "the tornado engine needs TornadoVM, and TORNADOVM_HOME is not set", REMEDY, null);
        }
        Path options = Path.of(home, "tornado-argfile");
        if (!Files.isReadable(options)) {
            throw new UnavailableException(
                    "TORNADOVM_HOME is " + home + ", and " + options + " is not there or cannot be read", REMEDY, null);
        }
        requireVersion(home);
        if (!KernelMath.DEVICE) {
            throw new UnavailableException(
                    "the tornado engine needs a JVM with TornadoVM's options, and this one was started without them",
                    "start it with the command ciel and --engine tornado, or use --engine opencl or vector",
                    null);
        }
        try {
            return ServiceLoader.load(TornadoDevices.class)
                    .findFirst()
                    .orElseThrow(() -> new UnavailableException(
                            "this build of Ciel has no tornado engine: TORNADOVM_HOME was not set when it was built",
                            "use a build that was made with TORNADOVM_HOME set",
                            null));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw failed(home, e);
        }
    }

    /** TornadoVM 4.0.1 writes OpenCL that no driver compiles, and a build for another JDK does not start this JVM. */
    private static void requireVersion(String home) {
        Path jars = Path.of(home, "share", "java", "tornado");
        String version;
        try (Stream<Path> files = Files.list(jars)) {
            version = files.map(file -> API.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElseThrow(() -> new UnavailableException(
                            "TORNADOVM_HOME is " + home + ", and " + jars + " has no tornado-api-VERSION.jar",
                            REMEDY,
                            null));
        } catch (IOException e) {
            throw new UnavailableException(
                    "TORNADOVM_HOME is " + home + ", and its folder " + jars + " cannot be read", REMEDY, e);
        }
        Matcher number = NUMBER.matcher(version);
        if (!number.matches() || Integer.parseInt(number.group(1)) < OLDEST) {
            throw new UnavailableException(
                    "TornadoVM " + version + " in " + home + " cannot be used: Ciel needs version " + OLDEST
                            + ".0.0 or newer, built for JDK 25 (its name ends with -jdk25)",
                    "install a newer one (SDKMAN: sdk list tornadovm), or use --engine opencl or vector",
                    null);
        }
    }

    private static List<DeviceInfo> list(TornadoDevices devices) {
        List<DeviceInfo> list;
        try {
            list = devices.list();
        } catch (RuntimeException | Error e) { // a missing library or driver shows as an error of a static initialiser
            throw failed(System.getenv("TORNADOVM_HOME"), e);
        }
        if (list.isEmpty()) {
            throw new UnavailableException(
                    "TornadoVM " + devices.version() + " finds no device; it has the backends "
                            + String.join(", ", devices.backends()),
                    "install an OpenCL driver (on a processor the package pocl-opencl-icd), or a driver of the GPU",
                    null);
        }
        return list;
    }

    private static UnavailableException failed(String home, Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new UnavailableException(
                "TornadoVM in " + home + " does not start: " + deepest,
                "check with its own command tornado --devices; Ciel was tried with TornadoVM 5.0.0 and 5.2.0 for JDK 25",
                cause);
    }
}

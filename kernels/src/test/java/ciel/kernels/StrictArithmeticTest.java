package ciel.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Law 2: the same seed gives the same bits on every machine. What the JDK computes differently from processor to
 * processor, the transcendental functions of {@link Math} and of the Vector API, is not called anywhere between catalog
 * and files; {@link StrictMath} is.
 */
class StrictArithmeticTest {
    private static final Set<String> LOOSE = Set.of(
            "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "expm1", "log",
            "log10", "log1p", "pow", "cbrt", "hypot");

    @Test
    void noClassBetweenCatalogAndFilesCallsAFunctionWhoseLastBitIsTheProcessors() throws Exception {
        Set<String> calls = new TreeSet<>();
        int classes = 0;
        for (Class<?> module : List.of(Camera.class, EngineRegistry.class)) {
            for (byte[] bytes : classes(module)) {
                calls.addAll(looseCalls(bytes));
                classes++;
            }
        }
        assertTrue(classes > 200, "only " + classes + " classes were looked at");
        assertEquals(Set.of(), calls, "call StrictMath instead");
    }

    /** The check itself: it finds what it looks for. */
    @Test
    void suchACallIsFound() throws IOException {
        try (var in = Culprit.class.getResourceAsStream("StrictArithmeticTest$Culprit.class")) {
            assertEquals(
                    List.of("ciel/kernels/StrictArithmeticTest$Culprit: Math.pow"),
                    List.copyOf(looseCalls(in.readAllBytes())));
        }
    }

    private static final class Culprit {
        static double pow(double x) {
            return Math.pow(x, 0.6) + Math.sqrt(x) + StrictMath.sin(x);
        }
    }

    private static Set<String> looseCalls(byte[] bytes) {
        Set<String> calls = new TreeSet<>();
        ClassModel model = ClassFile.of().parse(bytes);
        for (MethodModel method : model.methods()) {
            method.code()
                    .ifPresent(code -> code.forEach(element -> loose(element)
                            .ifPresent(call -> calls.add(model.thisClass().asInternalName() + ": " + call))));
        }
        return calls;
    }

    private static Optional<String> loose(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call
            when call.owner().asInternalName().equals("java/lang/Math")
                    && LOOSE.contains(call.name().stringValue()) ->
                Optional.of("Math." + call.name().stringValue());
            case FieldInstruction field
            when field.owner().asInternalName().equals("jdk/incubator/vector/VectorOperators")
                    && LOOSE.contains(field.name().stringValue().toLowerCase(java.util.Locale.ROOT)) ->
                Optional.of("VectorOperators." + field.name().stringValue());
            default -> Optional.empty();
        };
    }

    /** @return the class files of the module that a class belongs to, from its folder or its jar */
    private static List<byte[]> classes(Class<?> module) throws IOException, URISyntaxException {
        Path place = Path.of(
                module.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return read(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return read(jar.getPath("/"));
        }
    }

    private static List<byte[]> read(Path root) throws IOException {
        List<byte[]> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    classes.add(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return classes;
    }
}

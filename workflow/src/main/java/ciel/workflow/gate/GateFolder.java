package ciel.workflow.gate;

import ciel.workflow.gate.GateRefusal.Kind;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folder that a gate serves. Every part of a path is opened relative to the descriptor of the folder before it and
 * without following links, so that no link and no rename at the wrong moment leads outside. Names that begin with a dot
 * cannot be asked for: the gate keeps its own files in {@code .gate}.
 */
final class GateFolder implements AutoCloseable {
    /** One part of a path: no blank, no leading dot or dash, no slash. */
    static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@=-]{0,199}");

    private static final int MAX_PARTS = 32;

    /** What is done in the folder that holds the last part of a path. */
    interface Act<T> {
        T in(SecureDirectoryStream<Path> folder, Path name) throws IOException, GateRefusal;
    }

    private final SecureDirectoryStream<Path> root;

    GateFolder(Path root) throws IOException {
        this.root = open(Files.newDirectoryStream(root));
    }

    private static SecureDirectoryStream<Path> open(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open files relative to a folder's descriptor");
    }

    /** @return the parts of a path; none for "" and "." @throws GateRefusal when one is not {@link #PART} */
    static List<String> parts(String path) throws GateRefusal {
        List<String> parts = new ArrayList<>();
        if (path.isEmpty() || path.equals(".")) {
            return parts;
        }
        for (String part : path.split("/", -1)) {
            if (!PART.matcher(part).matches()) {
                throw new GateRefusal(Kind.DENIED, "a part of the path is not a plain name");
            }
            parts.add(part);
        }
        if (parts.size() > MAX_PARTS) {
            throw new GateRefusal(Kind.DENIED, "the path has more than " + MAX_PARTS + " parts");
        }
        return parts;
    }

    /** Acts on the last part of a path, in the folder that holds it; for the root itself the name is ".". */
    <T> T at(String path, Act<T> act) throws GateRefusal {
        List<String> parts = parts(path);
        List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
        try {
            SecureDirectoryStream<Path> folder = root;
            for (int i = 0; i < parts.size() - 1; i++) {
                folder = enter(folder, Path.of(parts.get(i)));
                opened.add(folder);
            }
            return act.in(folder, Path.of(parts.isEmpty() ? "." : parts.getLast()));
        } catch (NoSuchFileException e) {
            throw new GateRefusal(Kind.NOTFOUND, "there is no such file or folder");
        } catch (NotDirectoryException e) {
            throw new GateRefusal(Kind.DENIED, "a part of the path is not a folder");
        } catch (IOException e) {
            throw new GateRefusal(Kind.SITE, "the file system of the site refuses it");
        } finally {
            opened.reversed().forEach(GateFolder::closeQuietly);
        }
    }

    static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> folder, Path name)
            throws IOException, GateRefusal {
        // looked at first: opening a pipe as a folder would wait for its writer
        if (!attributes(folder, name).isDirectory()) {
            throw new GateRefusal(Kind.DENIED, "a part of the path is not a folder");
        }
        return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** @return the attributes of a regular file @throws GateRefusal for anything else, links among it */
    static BasicFileAttributes file(SecureDirectoryStream<Path> folder, Path name) throws IOException, GateRefusal {
        BasicFileAttributes attributes = attributes(folder, name);
        if (!attributes.isRegularFile()) {
            throw new GateRefusal(Kind.DENIED, "it is not a regular file");
        }
        return attributes;
    }

    /** @return a regular file, open for reading */
    static SeekableByteChannel read(SecureDirectoryStream<Path> folder, Path name) throws IOException, GateRefusal {
        file(folder, name);
        return folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    SecureDirectoryStream<Path> root() {
        return root;
    }

    /** @return what is in a folder, by its path; only names that can be asked for */
    List<String> names(String path) throws GateRefusal {
        return at(path, (folder, name) -> {
            List<String> names = new ArrayList<>();
            try (SecureDirectoryStream<Path> stream =
                    name.toString().equals(".") ? folder.newDirectoryStream(name) : enter(folder, name)) {
                for (Path entry : stream) {
                    String plain = entry.getFileName().toString();
                    if (PART.matcher(plain).matches()) {
                        names.add(plain);
                    }
                }
            }
            names.sort(null);
            return names;
        });
    }

    static void closeQuietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            // a descriptor of a folder: nothing is lost
        }
    }

    @Override
    public void close() {
        closeQuietly(root);
    }
}

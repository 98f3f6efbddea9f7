package ciel.transfer.ssh;

import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.NotFoundException;
import ciel.transfer.SmallFiles;
import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small files of an ssh server: the requests for all files of a group are sent one after the other, and their answers
 * read then, so that a group costs a few round trips. Each file is synced by a request of its own, because SFTP has no
 * other.
 */
final class SshSmallFiles implements SmallFiles {
    private static final int MOST = 128;

    private final SshBackend backend;

    SshSmallFiles(SshBackend backend) {
        this.backend = backend;
    }

    @Override
    public int most() {
        return MOST;
    }

    /** Sends the request of one file, or nothing (null). */
    private interface Ask {
        SftpAnswer of(int i) throws IOException;
    }

    /** Reads the answer of one file. */
    private interface Take<T> {
        T of(int i, SftpAnswer answer) throws IOException;
    }

    /**
     * Asks for every file that has no error yet, then takes the answers. An error of the connection ends all; one that
     * the server answers is the file's own.
     */
    private static <T> void all(TransferException[] errors, String act, Ask ask, Take<T> take) throws IOException {
        SftpAnswer[] answers = new SftpAnswer[errors.length];
        for (int i = 0; i < errors.length; i++) {
            answers[i] = errors[i] == null ? ask.of(i) : null;
        }
        for (int i = 0; i < errors.length; i++) {
            if (answers[i] != null) {
                try {
                    take.of(i, answers[i]);
                } catch (SftpStatus e) {
                    if (SshErrors.status(e) == null) {
                        throw e;
                    }
                    errors[i] = SshErrors.of(act, e);
                } catch (TransferException e) {
                    errors[i] = e;
                }
            }
        }
    }

    private static <T> List<Outcome<T>> outcomes(TransferException[] errors, List<T> values) {
        List<Outcome<T>> out = new ArrayList<>();
        for (int i = 0; i < errors.length; i++) {
            out.add(errors[i] == null ? Outcome.of(values.get(i)) : Outcome.failed(errors[i]));
        }
        return out;
    }

    private static <T> List<T> room(int n) {
        List<T> out = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            out.add(null);
        }
        return out;
    }

    /** Nothing is reached by a link: every directory on the way is looked at once, and known then. */
    private TransferException[] check(List<StoragePath> paths, boolean make) {
        TransferException[] errors = new TransferException[paths.size()];
        for (int i = 0; i < errors.length; i++) {
            try {
                if (make) {
                    backend.makeDirectory(paths.get(i).parent());
                } else if (!backend.isDirectory(paths.get(i).parent())) {
                    errors[i] = new NotFoundException(backend.what(paths.get(i)) + ": no such directory");
                }
            } catch (TransferException e) {
                errors[i] = e;
            }
        }
        return errors;
    }

    @Override
    public List<Outcome<Optional<Entry>>> stat(List<StoragePath> paths) throws TransferException {
        TransferException[] errors = check(paths, false);
        List<Optional<Entry>> found = room(paths.size());
        backend.act("looking at " + paths.size() + " files of [" + backend.url() + "]", s -> {
            all(errors, "looking", i -> s.lstat(backend.remote(paths.get(i))), (i, a) -> {
                found.set(i, Optional.of(a.attributes().entry(paths.get(i))));
                return null;
            });
            return null;
        });
        for (int i = 0; i < errors.length; i++) {
            if (errors[i] instanceof NotFoundException) {
                errors[i] = null;
                found.set(i, Optional.empty());
            }
        }
        return outcomes(errors, found);
    }

    @Override
    public List<Outcome<byte[]>> read(List<StoragePath> paths, List<Integer> sizes) throws TransferException {
        TransferException[] errors = check(paths, false);
        List<byte[]> contents = room(paths.size());
        List<byte[]> handles = room(paths.size());
        backend.act("reading " + paths.size() + " files of [" + backend.url() + "]", s -> {
            // Looked at first: the open of a pipe would hang the server.
            all(errors, "reading", i -> s.lstat(backend.remote(paths.get(i))), (i, a) -> {
                Entry entry = a.attributes().entry(paths.get(i));
                if (!entry.isFile()) {
                    throw new UnsafePathException("reading " + backend.what(paths.get(i)) + ": not a regular file");
                }
                return null;
            });
            all(errors, "reading", i -> s.open(backend.remote(paths.get(i)), Sftp.READ), (i, a) -> {
                handles.set(i, a.handle());
                return null;
            });
            all(
                    errors,
                    "reading",
                    i -> s.read(handles.get(i), 0, sizes.get(i) + 1, ByteBuffer.allocate(sizes.get(i) + 1)),
                    (i, a) -> {
                        ByteBuffer data = a.data();
                        byte[] content = new byte[data == null ? 0 : data.remaining()];
                        if (data != null) {
                            data.get(content);
                        }
                        contents.set(i, content);
                        return null;
                    });
            close(s, handles);
            return null;
        });
        return outcomes(errors, contents);
    }

    private static void close(Sftp s, List<byte[]> handles) throws IOException {
        List<SftpAnswer> closed = new ArrayList<>();
        for (byte[] h : handles) {
            if (h != null) {
                closed.add(s.close(h));
            }
        }
        for (SftpAnswer a : closed) {
            a.ok();
        }
    }

    @Override
    public List<Outcome<StoragePath>> write(List<Whole> files) throws TransferException {
        List<StoragePath> paths = new ArrayList<>();
        for (Whole f : files) {
            paths.add(TemporaryName.of(f.target(), f.token()));
        }
        TransferException[] errors = check(paths, true);
        List<byte[]> handles = room(files.size());
        backend.act("writing " + files.size() + " files of [" + backend.url() + "]", s -> {
            all(
                    errors,
                    "writing",
                    i -> s.open(
                            backend.remote(paths.get(i)),
                            Sftp.WRITE | Sftp.CREATE,
                            new FileMetadata(files.get(i).mode() & 0777 | SshBackend.OWNER_WRITES, null)),
                    (i, a) -> {
                        handles.set(i, a.handle());
                        return null;
                    });
            all(errors, "writing", i -> write(s, handles.get(i), files.get(i).content()), (i, a) -> {
                a.ok();
                return null;
            });
            all(
                    errors,
                    "writing",
                    i -> files.get(i).metadata().isEmpty()
                            ? null
                            : s.keep(handles.get(i), files.get(i).metadata()),
                    (i, a) -> {
                        SshBackend.settled(a);
                        return null;
                    });
            if (backend.capabilities().durable()) {
                all(errors, "syncing", i -> s.sync(handles.get(i)), (i, a) -> {
                    a.ok();
                    return null;
                });
            }
            close(s, handles);
            return null;
        });
        for (int i = 0; i < errors.length; i++) {
            if (errors[i] != null) {
                errors[i] = backend.full(
                        errors[i],
                        "writing " + backend.what(paths.get(i)),
                        files.get(i).content().length);
            }
        }
        return outcomes(errors, paths);
    }

    /** One request carries it: small files are that small. */
    private SftpAnswer write(Sftp s, byte[] handle, byte[] content) throws IOException {
        SftpBlock block = s.block(backend.mostWritten());
        if (content.length == 0) {
            return null;
        }
        block.fill(Channels.newChannel(new ByteArrayInputStream(content)), content.length, handle);
        return s.write(block, handle, 0);
    }

    @Override
    public List<Outcome<Boolean>> commit(List<Naming> names) throws TransferException {
        return backend.renames() ? rename(names) : one(names);
    }

    /** A server whose rename may replace a file has another way, for each file by itself. */
    private List<Outcome<Boolean>> one(List<Naming> names) {
        List<Outcome<Boolean>> out = new ArrayList<>();
        for (Naming n : names) {
            try {
                backend.commit(n.temporary(), n.target());
                out.add(Outcome.of(true));
            } catch (TransferException e) {
                out.add(Outcome.failed(e));
            }
        }
        return out;
    }

    private List<Outcome<Boolean>> rename(List<Naming> names) throws TransferException {
        TransferException[] errors = check(names.stream().map(Naming::target).toList(), true);
        List<Boolean> named = room(names.size());
        backend.act("naming " + names.size() + " files of [" + backend.url() + "]", s -> {
            all(
                    errors,
                    "committing",
                    i -> s.rename(
                            backend.remote(names.get(i).temporary()),
                            backend.remote(names.get(i).target())),
                    (i, a) -> {
                        a.ok();
                        named.set(i, true);
                        return null;
                    });
            return null;
        });
        for (int i = 0; i < errors.length; i++) {
            if (errors[i] != null && backend.stat(names.get(i).target()).isPresent()) {
                errors[i] = new ConflictException(
                        "committing " + backend.what(names.get(i).target())
                                + ": the name is taken; existing files are never replaced",
                        errors[i]);
            }
        }
        return outcomes(errors, named);
    }
}

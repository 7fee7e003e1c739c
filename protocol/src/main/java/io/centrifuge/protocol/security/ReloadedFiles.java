package io.centrifuge.protocol.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read from files, and is read again when they change. Any thread may call; looks at the
 * files at most once a second, and only when it is asked.
 *
 * <p>Invariant: the value is always one that could be used; files that can't be are left alone
 * until they change again.
 */
final class ReloadedFiles<T> {
    private static final long LOOK_NANOS = 1_000_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFiles.class);

    private final List<Path> files;
    private final Source<T> source;
    private volatile T current;

    // Guarded by this.
    private List<Stamp> seen;
    private long nextLook;

    /** How they are read. */
    @FunctionalInterface
    interface Source<T> {
        T read() throws SecurityFileException;
    }

    /** By what a change is noticed. A file that can't be looked at has a stamp, too. */
    private record Stamp(long modifiedMillis, long size, String key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        found.lastModifiedTime().toMillis(),
                        found.size(),
                        String.valueOf(found.fileKey()));
            } catch (IOException absent) {
                return new Stamp(0, -1, "");
            }
        }
    }

    ReloadedFiles(List<Path> files, Source<T> source) throws SecurityFileException {
        this.files = files;
        this.source = source;
        this.seen = stamps();
        this.current = source.read();
        this.nextLook = System.nanoTime() + LOOK_NANOS;
    }

    private List<Stamp> stamps() {
        List<Stamp> stamps = new ArrayList<>();
        files.forEach(file -> stamps.add(Stamp.of(file)));
        return stamps;
    }

    T current() {
        lookAgain();
        return current;
    }

    private synchronized void lookAgain() {
        if (System.nanoTime() - nextLook < 0) {
            return;
        }
        // Before they are read: what changes meanwhile is noticed the next time.
        List<Stamp> found = stamps();
        if (!found.equals(seen)) {
            seen = found;
            try {
                current = source.read();
                LOG.info("read again, since they changed: {}", files);
            } catch (SecurityFileException unusable) {
                LOG.error("what was read before stays in use: {}", unusable.text());
            }
        }
        nextLook = System.nanoTime() + LOOK_NANOS;
    }
}

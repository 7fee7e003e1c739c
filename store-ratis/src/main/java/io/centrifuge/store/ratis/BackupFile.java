package io.centrifuge.store.ratis;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.stored.BackupCodec;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.protocol.stored.StoreFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Backups on disk: a file under a backup's name is always whole. Stateless; blocks. */
public final class BackupFile {
    private BackupFile() {}

    /**
     * Writes it; it is on the disk when this returns. What was under the name stays, and nothing
     * new is left, if this fails.
     *
     * @param overwrite whether a file that is there may be replaced
     * @throws StoreException names the file, what is wrong, and the remedy
     */
    public static void write(Path named, StoreBackup backup, boolean overwrite)
            throws StoreException {
        Path file = named.toAbsolutePath().normalize();
        requirePlace(file, overwrite);
        Path temporary = file.resolveSibling("%s.%08x.tmp"
                .formatted(file.getFileName(), ThreadLocalRandom.current().nextInt()));
        try {
            DurableFiles.write(temporary, BackupCodec.encode(backup));
            requirePlace(file, overwrite);
            DurableFiles.rename(temporary, file);
        } catch (IOException failed) {
            throw failure(
                    file,
                    "can't be written",
                    "check the folder, its rights and free space",
                    failed);
        } finally {
            delete(temporary);
        }
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static StoreException failure(
            Path file, String what, String remedy, @Nullable Throwable cause) {
        String why = cause == null ? "" : " (" + cause + ")";
        return new StoreException("%s %s%s: %s".formatted(file, what, why, remedy), cause);
    }

    /**
     * Checks whether a file may be written there, before the work of making it.
     *
     * @throws StoreException if not; names the file and the remedy
     */
    public static void requirePlace(Path file, boolean overwrite) throws StoreException {
        if (Files.isDirectory(file)) {
            throw failure(file, "is a folder", "name a file", null);
        }
        if (!overwrite && Files.exists(file)) {
            throw failure(file, "is there already", "name another, or say --overwrite", null);
        }
    }

    /**
     * Reads it.
     *
     * @throws StoreException if it is none, not all of one, damaged, or of a later release; names
     *     the file and the remedy
     */
    public static StoreBackup read(Path file) throws StoreException {
        try {
            return BackupCodec.decode(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            throw failure(file, "is not there", "name a file of \"centrifuge store backup\"", null);
        } catch (IOException unreadable) {
            throw failure(file, "can't be read", "check its rights and the disk", unreadable);
        } catch (StoreFormatException unusable) {
            throw new StoreException(
                    "%s: %s; take another copy of it, or another backup"
                            .formatted(file, unusable.getMessage()),
                    unusable);
        }
    }
}

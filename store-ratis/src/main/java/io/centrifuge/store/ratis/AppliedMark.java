package io.centrifuge.store.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * How far this member has applied the log that is on its disk, in a small file beside it, so that a
 * log that comes back shorter is noticed: Ratis takes a cut tail for a write that never finished,
 * and would go on without what was committed there. Written after an entry, and not forced: it
 * survives the process always, and is on the disk never ahead of the log. Invariant: what is marked
 * was committed and had been forced to this disk, hence the log has that very entry for ever, or a
 * snapshot does. Used by one thread at a time.
 */
final class AppliedMark implements Closeable {
    private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final FileChannel channel;

    /** As found at the start: what the log must come up to. */
    private final TermIndex found;

    private AppliedMark(FileChannel channel, TermIndex found) {
        this.channel = channel;
        this.found = found;
    }

    static void create(Path file, TermIndex applied) throws IOException {
        DurableFiles.write(file, encode(applied));
    }

    /** @throws IOException if it is absent or damaged */
    static AppliedMark open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer read = ByteBuffer.allocate(BYTES + 1);
        int length = channel.read(read, 0);
        TermIndex found = TermIndex.valueOf(read.getLong(0), read.getLong(Long.BYTES));
        byte[] expected = encode(found);
        if (length != BYTES || !ByteBuffer.wrap(expected).equals(read.slice(0, BYTES))) {
            channel.close();
            throw new IOException(file + " is damaged");
        }
        return new AppliedMark(channel, found);
    }

    TermIndex found() {
        return found;
    }

    /**
     * Whether the log may have an entry of this term at this index. Terms grow along a log, so an
     * entry of a later term below the mark stands in the place of one that was committed.
     */
    boolean admits(TermIndex entry) {
        return entry.getIndex() > found.getIndex()
                || (entry.getIndex() == found.getIndex()
                        ? entry.getTerm() == found.getTerm()
                        : entry.getTerm() <= found.getTerm());
    }

    /**
     * An entry was applied. One of several members may apply what the others have on their disks,
     * and it not yet on its own: that is not marked.
     *
     * @param flushed index up to which the log was forced to this disk
     */
    void advance(TermIndex applied, long flushed) throws IOException {
        if (applied.getIndex() > found.getIndex() && applied.getIndex() <= flushed) {
            channel.write(ByteBuffer.wrap(encode(applied)), 0);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static byte[] encode(TermIndex at) {
        ByteBuffer encoded = ByteBuffer.allocate(BYTES);
        encoded.putLong(at.getTerm()).putLong(at.getIndex());
        CRC32C sum = new CRC32C();
        sum.update(encoded.slice(0, 2 * Long.BYTES));
        return encoded.putInt((int) sum.getValue()).array();
    }
}

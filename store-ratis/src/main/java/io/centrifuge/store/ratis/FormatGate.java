package io.centrifuge.store.ratis;

import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.stored.StoreCodec;
import java.io.Closeable;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This member's part in what the group's format is (docs/protocol.md, "Formats"): it says which
 * formats it reads; while it leads the group, it proposes a newer format once all read it; and it
 * has listed who is about to be a member, and struck out who is one no more. Proposals may be lost,
 * so a thread of its own looks again and again whether anything is left to do.
 */
final class FormatGate implements Closeable {
    /** Between two looks, in milliseconds. */
    private static final long LOOK_AGAIN_MILLIS = 500;

    /** How long a change that somebody waits for may take, in milliseconds. */
    private static final long COMMIT_MILLIS = 5_000;

    private final String self;
    private final Replica replica;
    private final Consumer<StoreRecord> propose;
    private final Thread thread = new Thread(this::look, "store-formats");

    // Guarded by this.
    private @Nullable FormatRecord newest;
    private long newestAt;

    FormatGate(String self, Replica replica, Consumer<StoreRecord> propose) {
        this.self = self;
        this.replica = replica;
        this.propose = propose;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void look() {
        try {
            while (true) {
                step();
                awaitChange(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who leads, who is in the group, or what its members read may be another now. */
    synchronized void groupChanged() {
        notifyAll();
    }

    /** Or until the time is over. */
    @SuppressWarnings("WaitNotInLoop") // its callers look again
    private synchronized void awaitChange(long millis) throws InterruptedException {
        wait(millis);
    }

    private void step() {
        Formats formats = replica.formats();
        Set<String> group = replica.group();
        // One that was removed would list itself again.
        if (group.contains(self) && !StoreCodec.READS.equals(formats.members().get(self))) {
            propose(new FormatRecord.Reads(self, StoreCodec.READS));
        } else if (replica.leads()) {
            int highest = formats.highest(group);
            if (highest > formats.written()) {
                propose(new FormatRecord.Raise(highest, group));
            }
        }
    }

    /** Not again while it may be on its way, and not at all while nobody could take it. */
    private synchronized void propose(FormatRecord record) {
        long now = System.nanoTime();
        boolean isOnItsWay =
                record.equals(newest) && now - newestAt < LOOK_AGAIN_MILLIS * 1_000_000;
        if (!isOnItsWay && replica.knowsLeader()) {
            newest = record;
            newestAt = now;
            propose.accept(record);
        }
    }

    /**
     * Has what a member to come reads committed, so that the format isn't raised above it. Blocks,
     * for seconds at most.
     *
     * @throws StoreException if it doesn't read what the group writes, or nothing was committed
     */
    void list(String member, FormatRange reads) throws StoreException {
        if (!reads.contains(replica.formats().written())) {
            throw new StoreException(
                    ("member %s reads %s, and the group writes format %d: start it with the release"
                                    + " of the group's members")
                            .formatted(member, reads, replica.formats().written()));
        }
        commit(
                new FormatRecord.Reads(member, reads),
                () -> reads.equals(replica.formats().members().get(member)));
    }

    /**
     * Strikes out a member that the group has no more, so that it doesn't hold the format back.
     * Blocks, for seconds at most.
     *
     * @throws StoreException if the group still has it, or nothing was committed
     */
    void strikeOut(String member) throws StoreException {
        if (replica.group().contains(member)) {
            throw new StoreException(
                    "member %s is in the group: remove it first".formatted(member));
        }
        commit(
                new FormatRecord.Gone(member),
                () -> !replica.formats().members().containsKey(member));
    }

    private void commit(FormatRecord record, BooleanSupplier done) throws StoreException {
        long begin = System.nanoTime();
        long left = COMMIT_MILLIS;
        while (!done.getAsBoolean()) {
            if (left <= 0) {
                throw new StoreException(
                        "the group commits nothing: a majority of its members must be up; try"
                                + " again");
            }
            propose(record);
            try {
                awaitChange(Math.min(left, LOOK_AGAIN_MILLIS));
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                throw new StoreException("this process is stopping: ask another member");
            }
            left = COMMIT_MILLIS - (System.nanoTime() - begin) / 1_000_000;
        }
    }

    /** Blocks until its thread has ended. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

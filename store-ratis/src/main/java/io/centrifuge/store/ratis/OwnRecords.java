package io.centrifuge.store.ratis;

import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.stored.StoreCodec;
import java.io.Closeable;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this member has committed for itself and its group, and no manager decides. It says which
 * formats it reads and what the manager in its process says of itself; while it leads the group, it
 * names the store, and proposes a newer format once all read it (docs/protocol.md, "Formats" and
 * "One cluster"); and it has listed who is about to be a member, and struck out who is one no more.
 * Proposals may be lost, so a thread of its own looks again and again whether anything is left to
 * do.
 */
final class OwnRecords implements Closeable {
    /** Between two looks, in milliseconds. */
    private static final long LOOK_AGAIN_MILLIS = 500;

    /** How long a change that somebody waits for may take, in milliseconds. */
    private static final long COMMIT_MILLIS = 5_000;

    private final String self;
    private final Replica replica;
    private final Consumer<StoreRecord> propose;
    private final ClusterRecord.Named name;
    private final Thread thread = new Thread(this::look, "store-own-records");

    private final Optional<ManagerPlace> manager;

    // Guarded by this.
    private long changes;
    private @Nullable StoreRecord newest;
    private long newestAt;

    /**
     * @param name what the store is named if it has no name yet
     * @param manager what the manager in this process says of itself, if there is one
     */
    OwnRecords(
            String self,
            Replica replica,
            Consumer<StoreRecord> propose,
            ClusterRecord.Named name,
            Optional<ManagerPlace> manager) {
        this.self = self;
        this.replica = replica;
        this.propose = propose;
        this.name = name;
        this.manager = manager;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void look() {
        try {
            while (true) {
                long before = changes();
                step();
                awaitChange(before, LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who leads, who is in the group, or what its members read may be another now. */
    synchronized void groupChanged() {
        changes++;
        notifyAll();
    }

    private synchronized long changes() {
        return changes;
    }

    /** After so many, or until the time is over. */
    @SuppressWarnings("WaitNotInLoop") // its callers look again
    private synchronized void awaitChange(long after, long millis) throws InterruptedException {
        if (changes == after) {
            wait(millis);
        }
    }

    private void step() {
        CommittedState state = replica.state();
        Set<String> group = replica.group();
        // One that was removed would list itself again.
        Optional<StoreRecord> next = group.contains(self) ? ofThisMember(state) : Optional.empty();
        if (next.isEmpty() && replica.leads()) {
            next = ofTheGroup(state, group);
        }
        next.ifPresent(this::propose);
    }

    private Optional<StoreRecord> ofThisMember(CommittedState state) {
        if (!StoreCodec.READS.equals(state.formats().members().get(self))) {
            return Optional.of(new FormatRecord.Reads(self, StoreCodec.READS));
        }
        return manager.filter(place -> !place.equals(state.cluster().managers().get(self)))
                .map(place -> new ClusterRecord.Manager(self, place));
    }

    private Optional<StoreRecord> ofTheGroup(CommittedState state, Set<String> group) {
        if (state.cluster().id().isEmpty()) {
            return Optional.of(name);
        }
        int highest = state.formats().highest(group);
        return highest > state.formats().written()
                ? Optional.of(new FormatRecord.Raise(highest, group))
                : Optional.empty();
    }

    /** Not again while it may be on its way, and not at all while nobody could take it. */
    private synchronized void propose(StoreRecord record) {
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
        if (!reads.contains(replica.state().formats().written())) {
            throw new StoreException(
                    ("member %s reads %s, and the group writes format %d: start it with the release"
                                    + " of the group's members")
                            .formatted(member, reads, replica.state().formats().written()));
        }
        commit(
                new FormatRecord.Reads(member, reads),
                () -> reads.equals(replica.state().formats().members().get(member)));
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
                () -> !replica.state().formats().members().containsKey(member)
                        && !replica.state().cluster().managers().containsKey(member));
    }

    private void commit(FormatRecord record, BooleanSupplier done) throws StoreException {
        long begin = System.nanoTime();
        long left = COMMIT_MILLIS;
        long before = changes();
        while (!done.getAsBoolean()) {
            if (left <= 0) {
                throw new StoreException(
                        "the group commits nothing: a majority of its members must be up; try"
                                + " again");
            }
            propose(record);
            try {
                awaitChange(before, Math.min(left, LOOK_AGAIN_MILLIS));
                before = changes();
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

package io.centrifuge.manager.store;

import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.grpc.ServerServiceDefinition;

import java.util.List;
import java.util.function.Consumer;

/**
 * The replicated log of records (ARCHITECTURE.md, "How data flows"). What is committed here is on
 * the disks of a majority, and every process that follows gets the same records in the same order.
 * The store judges neither time nor content: each follower runs {@link
 * io.centrifuge.core.state.CommittedState#apply} on the records that it gets.
 *
 * <p>Used once: {@link #announce}, {@link #start}, then any number of {@link #propose}, then {@link
 * #close}, which is also right after a failed start. {@code propose} may be called by any thread;
 * {@code start} and {@code close} by one.
 */
public interface Store extends AutoCloseable {
    /**
     * Has committed, once the store is started, what the manager in this process says of itself, so
     * that others tell clients of it. Before {@link #start}.
     *
     * @throws IllegalStateException if it was started before
     */
    void announce(ManagerPlace manager);

    /** The id of this process's member, under which {@link #announce} commits. */
    String member();

    /**
     * Opens the store and begins to follow it. Every event goes to {@code follower}: one at a time,
     * in the order of the log, each visible to the next, on threads of the store's. The first is
     * {@link StoreEvent.Restored}: before this returns, or, where the store is a member of a group
     * that isn't put together yet, once it is. Records committed in earlier lives come like new
     * ones. The follower must be quick, must not block, must not throw, and must not close
     * the store; it may propose.
     *
     * <p>Blocks while the disk is read, not for other members and not for an election.
     *
     * @throws StoreException if the data can't be used; the message says where and what to do. What
     *     the follower was given before is void
     * @throws IllegalStateException if it was started before
     */
    void start(Consumer<StoreEvent> follower) throws StoreException;

    /**
     * Asks that the record be committed. Never blocks. Its fate is learned from the events alone:
     * it may come soon, late (also after a restart), twice, or never, and who still wants it
     * proposes it again. Proposals that one thread makes while nothing fails are committed in their
     * order. Dropped without a word when too much waits, after a failure and after the close.
     *
     * @throws IllegalArgumentException if the record is bigger than the store takes, which no
     *     repetition can mend
     */
    void propose(StoreRecord record);

    /**
     * Whether other processes have a part in it, so that another manager may lead soon after this
     * one has resigned; a guess. May be asked at any time.
     */
    default boolean isShared() {
        return false;
    }

    /** What it answers to those who tend it, on its process's port; may be asked at any time. */
    default List<ServerServiceDefinition> services() {
        return List.of();
    }

    /**
     * Ends it: no event comes after this has returned. What was proposed and not yet committed may
     * still turn out committed at the next start. Blocks, at most for seconds; closing twice is
     * harmless.
     */
    @Override
    void close();
}

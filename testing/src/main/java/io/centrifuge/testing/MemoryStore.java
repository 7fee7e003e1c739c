package io.centrifuge.testing;

import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.stored.StoreCodec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A log in memory that any number of managers of one JVM share, each by its own {@link #member}. It
 * outlives them, as a disk would. What is proposed is committed at once, or when the test says so.
 * Any thread may call.
 */
public final class MemoryStore {
    // All guarded by this.
    private final Map<Store, Consumer<StoreEvent>> followers = new LinkedHashMap<>();
    private final Deque<StoreRecord> held = new ArrayDeque<>();
    private CommittedState state = CommittedState.begun(UUID.randomUUID());
    private boolean holding;
    private int members;

    /** The store as one manager sees it; used once. */
    public synchronized Store member() {
        return new Member("m" + ++members);
    }

    /** The same as the manager sees it that comes after the one that had this. */
    Store again(Store before) {
        return new Member(before.member());
    }

    /** All that is committed. */
    public synchronized CommittedState state() {
        return state;
    }

    /** From now on nothing that is proposed is committed. */
    public synchronized void hold() {
        holding = true;
    }

    /** Commits what was held back, in its order, and from now on all at once. */
    public synchronized void release() {
        holding = false;
        while (!held.isEmpty()) {
            commit(held.removeFirst());
        }
    }

    /** Forgets what was held back, as a store may; goes on holding. */
    public synchronized void lose() {
        held.clear();
    }

    /** How many proposals are held back. */
    public synchronized int held() {
        return held.size();
    }

    /** All members that are open now fail, as with a full disk. */
    public synchronized void fail(String reason) {
        followers.values().forEach(follower -> follower.accept(new StoreEvent.Failed(reason)));
        followers.clear();
    }

    /** One member fails, as when its process is killed; the others go on. */
    synchronized void kill(Store member) {
        Consumer<StoreEvent> follower = followers.remove(member);
        if (follower != null) {
            follower.accept(new StoreEvent.Failed("the test has killed this manager"));
        }
    }

    private synchronized void propose(Member by, StoreRecord record) {
        if (!followers.containsKey(by)) {
            return;
        }
        if (holding) {
            held.addLast(record);
        } else {
            commit(record);
        }
    }

    private void commit(StoreRecord record) {
        state = state.apply(record).orElse(state);
        followers.values().forEach(follower -> follower.accept(new StoreEvent.Committed(record)));
    }

    /** As a store does for each of its members; at once, whatever is held back. */
    private void list(Member member, ManagerPlace manager) {
        commit(new FormatRecord.Reads(member.member(), StoreCodec.READS));
        commit(new ClusterRecord.Manager(member.member(), manager));
    }

    private synchronized void open(Member member, Consumer<StoreEvent> follower) {
        member.manager.ifPresent(place -> list(member, place));
        followers.put(member, follower);
        follower.accept(new StoreEvent.Restored(state));
    }

    private synchronized void close(Member member) {
        followers.remove(member);
    }

    private final class Member implements Store {
        private final String id;
        private Optional<ManagerPlace> manager = Optional.empty();
        private boolean started;

        Member(String id) {
            this.id = id;
        }

        @Override
        public void announce(ManagerPlace place) {
            manager = Optional.of(place);
        }

        @Override
        public String member() {
            return id;
        }

        @Override
        public void start(Consumer<StoreEvent> follower) throws StoreException {
            if (started) {
                throw new IllegalStateException("this member was started before: take a new one");
            }
            started = true;
            open(this, follower);
        }

        @Override
        public void propose(StoreRecord record) {
            MemoryStore.this.propose(this, record);
        }

        @Override
        public void close() {
            MemoryStore.this.close(this);
        }
    }
}

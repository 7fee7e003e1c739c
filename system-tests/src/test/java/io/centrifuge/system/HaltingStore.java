package io.centrifuge.system;

import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands all on to a store, and ends the process at once, as SIGKILL does, where it is told to: on
 * the way of a change of a lease table from the manager into the log and back. Any thread may call.
 */
final class HaltingStore implements Store {
    private static final int EXIT_CODE = 137;

    private final Store store;
    private final LogWatch log = new LogWatch();

    /** What is still to come; null if nothing is. */
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();

    private volatile boolean losing;

    /** Where on a record's way. */
    enum Point {
        /** The manager has proposed it, and goes on; neither it nor what follows is committed. */
        LOST,
        /** The manager has proposed it, and goes on. */
        PROPOSED,
        /** It is committed, and the manager doesn't know. */
        COMMITTED,
        /** The manager is about to apply it and to say what comes of it, or does so. */
        TOLD
    }

    /**
     * When to end.
     *
     * @param skipped how many records pass that point before
     * @param delayNanos how much later, while all goes on
     */
    record Plan(Point point, int skipped, long delayNanos) {
        /** What a command says of it: three words. */
        static Plan of(String point, String skipped, String delayNanos) {
            return new Plan(
                    Point.valueOf(point), Integer.parseInt(skipped), Long.parseLong(delayNanos));
        }
    }

    HaltingStore(Store store) {
        this.store = store;
    }

    LogWatch log() {
        return log;
    }

    void halt(Plan next) {
        plan.set(next);
    }

    @Override
    public void announce(ManagerPlace manager) {
        store.announce(manager);
    }

    @Override
    public String member() {
        return store.member();
    }

    @Override
    public void start(Consumer<StoreEvent> follower) throws StoreException {
        store.start(event -> {
            log.accept(event);
            boolean counts = event instanceof StoreEvent.Committed committed
                    && committed.record() instanceof TableRecord;
            if (counts) {
                passed(Point.COMMITTED);
            }
            follower.accept(event);
            if (counts) {
                passed(Point.TOLD);
            }
        });
    }

    @Override
    public void propose(StoreRecord record) {
        boolean counts = record instanceof TableRecord;
        if (counts && passed(Point.LOST)) {
            losing = true;
        }
        if (!losing) {
            store.propose(record);
        }
        if (counts) {
            passed(Point.PROPOSED);
        }
    }

    /** Whether the process ends at that point, in a moment if not here. */
    private boolean passed(Point point) {
        Plan now = plan.get();
        if (now == null || now.point() != point) {
            return false;
        }
        if (now.skipped() > 0) {
            plan.compareAndSet(now, new Plan(point, now.skipped() - 1, now.delayNanos()));
            return false;
        }
        if (now.delayNanos() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        boolean first = plan.compareAndSet(now, null);
        if (first) {
            new Thread(() -> haltIn(now.delayNanos()), "end").start();
        }
        return first;
    }

    private static void haltIn(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return store.services();
    }

    @Override
    public void close() {
        store.close();
    }
}

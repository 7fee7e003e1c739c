package io.centrifuge.owner;

import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.protocol.runtime.SerialThread;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener on a thread of its own, so that nothing waits for it or falls with it. */
final class ListenerThread {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);

    private final OwnershipListener listener;
    private final OwnerStatus status;
    private final SerialThread thread;

    /** What it is being told or will be, for people. */
    private final Queue<String> untold = new ConcurrentLinkedQueue<>();

    /** Of the listener's own thread. */
    private volatile @Nullable Thread carrier;

    ListenerThread(String name, OwnershipListener listener, OwnerStatus status) {
        this.listener = listener;
        this.status = status;
        this.thread = new SerialThread("centrifuge-owner-listener-" + name, this::threw);
    }

    void changed(List<OwnerEffect.Grant> granted, List<OwnerEffect.Revoked> revoked) {
        status.rangesGranted.addAndGet(granted.size());
        revoked.forEach(each -> status.revoked(each.cause()));
        OwnershipChange change = new OwnershipChange(ranges(granted), ended(revoked));
        tell(
                "ranges granted: %d, revoked: %d".formatted(granted.size(), revoked.size()),
                () -> listener.ownershipChanged(change));
    }

    void superseded() {
        tell("superseded", listener::superseded);
    }

    void failed(String why) {
        tell("failed", () -> listener.failed(why));
    }

    private void tell(String what, Runnable call) {
        untold.add(what);
        thread.execute(() -> {
            carrier = Thread.currentThread();
            try {
                call.run();
            } finally {
                untold.remove();
            }
        });
    }

    /** What is due is still told. */
    void end() {
        thread.end();
    }

    /** After {@link #end}, waits until all is told; unless the listener itself asks for it. */
    void awaitEnd(long nanos) throws InterruptedException {
        if (Thread.currentThread().equals(carrier)) {
            return;
        }
        boolean toldAll = false;
        try {
            toldAll = thread.awaitEnd(nanos);
        } finally {
            if (!toldAll) {
                LOG.warn("the owner is closed before its listener was told all: {}", untold);
            }
        }
    }

    private void threw(Throwable thrown) {
        status.listenerFailures.incrementAndGet();
        LOG.warn("the listener threw; it is told of the next change all the same", thrown);
    }

    private static List<LeasedRange> ranges(List<OwnerEffect.Grant> grants) {
        return grants.stream()
                .map(grant -> new LeasedRange(grant.range(), grant.number(), grant.stateSince()))
                .toList();
    }

    private static List<RevokedRange> ended(List<OwnerEffect.Revoked> revoked) {
        return revoked.stream()
                .map(each -> new RevokedRange(
                        each.grant().range(),
                        each.grant().number(),
                        each.grant().stateSince(),
                        each.cause(),
                        each.successor()))
                .toList();
    }
}

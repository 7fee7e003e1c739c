package io.centrifuge.owner;

import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.protocol.runtime.SerialThread;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener on a thread of its own, so that nothing waits for it or falls with it. */
final class ListenerThread {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);

    private final OwnershipListener listener;
    private final OwnerStatus status;
    private final SerialThread thread;

    ListenerThread(String name, OwnershipListener listener, OwnerStatus status) {
        this.listener = listener;
        this.status = status;
        this.thread = new SerialThread("centrifuge-owner-listener-" + name, this::failed);
    }

    void changed(List<OwnerEffect.Grant> granted, List<OwnerEffect.Grant> revoked) {
        status.rangesGranted.addAndGet(granted.size());
        status.rangesRevoked.addAndGet(revoked.size());
        OwnershipChange change = new OwnershipChange(ranges(granted), ranges(revoked));
        thread.execute(() -> listener.ownershipChanged(change));
    }

    void superseded() {
        thread.execute(listener::superseded);
    }

    /** What is due is still told. */
    void end() {
        thread.end();
    }

    private void failed(Throwable thrown) {
        status.listenerFailures.incrementAndGet();
        LOG.warn("the listener threw; it is told of the next change all the same", thrown);
    }

    private static List<LeasedRange> ranges(List<OwnerEffect.Grant> grants) {
        return grants.stream()
                .map(grant -> new LeasedRange(grant.range(), grant.number(), grant.stateSince()))
                .toList();
    }
}

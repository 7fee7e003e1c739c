package io.centrifuge.manager;

import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * One lookup's watch of one service. The network's threads and those that push call it.
 *
 * <p>Invariant: nothing waits for the network: what is sent is made when it can be sent, from the
 * LSN sent last, so a slow lookup gets one answer for all that it missed.
 */
final class TableWatchStream {
    private final LookupService watches;
    private final TableWatch watch;
    private final ServerCallStreamObserver<byte[]> network;

    // Guarded by this.
    private long sent;
    private boolean answered;
    private boolean closed;

    TableWatchStream(
            LookupService watches, TableWatch watch, ServerCallStreamObserver<byte[]> network) {
        this.watches = watches;
        this.watch = watch;
        this.network = network;
        this.sent = watch.lsn();
    }

    /** To be called before the call's first event. */
    void open() {
        network.setOnReadyHandler(this::push);
        network.setOnCancelHandler(() -> watches.ended(this));
        push();
    }

    /** Sends what the lookup lacks, if it lacks something and the network takes it now. */
    synchronized void push() {
        if (closed || !network.isReady()) {
            return;
        }
        EncodedTable table = watches.tableFor(watch.service(), sent);
        if (table == null) {
            closed = true;
            watches.ended(this);
            network.onNext(watches.counted(watches.behind(watch.service())));
            network.onCompleted();
        } else if (!answered || table.lsn() > sent) {
            network.onNext(watches.counted(table.since(sent)));
            sent = table.lsn();
            answered = true;
        }
    }

    void close(Status status) {
        watches.ended(this);
        synchronized (this) {
            if (!closed) {
                closed = true;
                network.onError(status.asRuntimeException());
            }
        }
    }
}

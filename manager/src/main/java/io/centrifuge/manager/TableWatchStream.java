package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

import org.jspecify.annotations.Nullable;

/**
 * One lookup's watch of one service. The network's threads and those that push call it.
 *
 * <p>Invariant: nothing waits for the network: what is sent is made when it can be sent, from the
 * LSN sent last, so a slow lookup gets one answer for all that it missed. What is on its way is
 * counted in the {@link Outflow}.
 */
final class TableWatchStream {
    /** So many bytes of one lookup may wait for the network before it isn't ready. */
    private static final int READY_BYTES = 8 * 1024;

    private final LookupService watches;
    private final Outflow outflow;
    private final TableWatch watch;
    private final ServerCallStreamObserver<byte[]> network;

    // Guarded by this.
    private long sent;
    private boolean answered;

    /** Whether the last thing that it was told is that this manager is behind. */
    private boolean isBehind;

    private @Nullable Introduction introduced;
    private boolean waits;
    private long underWay;
    private boolean closed;

    TableWatchStream(
            LookupService watches,
            Outflow outflow,
            TableWatch watch,
            ServerCallStreamObserver<byte[]> network) {
        this.watches = watches;
        this.outflow = outflow;
        this.watch = watch;
        this.network = network;
        this.sent = watch.lsn();
    }

    ServiceName service() {
        return watch.service();
    }

    /** To be called before the call's first event. */
    void open() {
        network.setOnReadyThreshold(READY_BYTES);
        network.setOnReadyHandler(this::ready);
        network.setOnCancelHandler(this::ended);
        begin();
    }

    /** So that the lookup hears that this manager is there, though its table may have to wait. */
    private synchronized void begin() {
        introduce();
        push();
    }

    private synchronized void ready() {
        arrived();
        push();
    }

    /** All that was sent has left, or never will. */
    private synchronized void arrived() {
        outflow.end(underWay);
        underWay = 0;
    }

    private void ended() {
        watches.ended(this);
        arrived();
    }

    private synchronized void pushAgain() {
        waits = false;
        push();
    }

    /** Sends what the lookup lacks, if it lacks something and the network takes it now. */
    synchronized void push() {
        if (closed || waits || !network.isReady()) {
            return;
        }
        EncodedTable table = watches.tableFor(watch.service(), sent);
        if (table == null) {
            fallBehind();
        } else if (!answered || isBehind || table.lsn() > sent) {
            send(table.since(sent), table.lsn());
        }
    }

    /** Says so once; the watch goes on, and is answered when this manager has caught up. */
    private synchronized void fallBehind() {
        if (!isBehind) {
            isBehind = true;
            watches.fellBehind(this);
            if (network.isCancelled()) { // and so perhaps ended before
                watches.caughtUp(this);
                return;
            }
            introduce();
            network.onNext(watches.counted(watches.behind(watch.service())));
        }
    }

    private synchronized void send(EncodedAnswer answer, long lsn) {
        long bytes = outflow.room(answer);
        waits = !outflow.begin(bytes, this::pushAgain);
        if (waits) {
            return;
        }
        introduce();
        network.onNext(watches.counted(answer));
        sent = lsn;
        answered = true;
        if (isBehind) {
            isBehind = false;
            watches.caughtUp(this);
        }
        underWay += bytes;
        if (network.isReady()) { // and so will not say that it is
            arrived();
        }
    }

    private synchronized void introduce() {
        Introduction who = watches.introduction().orElse(null);
        if (who != null && !who.equals(introduced)) {
            introduced = who;
            network.onNext(EncodedAnswer.introducing(watch.service(), who));
        }
    }

    void close(Status status) {
        ended();
        synchronized (this) {
            if (!closed) {
                closed = true;
                network.onError(status.asRuntimeException());
            }
        }
    }
}

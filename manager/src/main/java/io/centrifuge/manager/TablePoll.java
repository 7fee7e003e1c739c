package io.centrifuge.manager;

import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * One lookup's poll of one service. The network's threads and those that make answers call it.
 *
 * <p>Invariant: its answer is counted in the {@link Outflow} from when it is made until the network
 * has taken it, or never will.
 */
final class TablePoll {
    private final LookupService tables;
    private final Outflow outflow;
    private final TableWatch question;
    private final ServerCallStreamObserver<byte[]> network;

    // Guarded by this.
    private long underWay;

    TablePoll(
            LookupService tables,
            Outflow outflow,
            TableWatch question,
            ServerCallStreamObserver<byte[]> network) {
        this.tables = tables;
        this.outflow = outflow;
        this.question = question;
        this.network = network;
    }

    /** To be called before the call's first event. */
    void open() {
        network.setOnCloseHandler(this::arrived);
        network.setOnCancelHandler(this::arrived);
        answer();
    }

    /** By what is newest when there is room for it. */
    private synchronized void answer() {
        if (network.isCancelled()) {
            return;
        }
        EncodedAnswer answer = tables.answerFor(question);
        long bytes = outflow.room(answer);
        if (outflow.begin(bytes, this::answer)) {
            underWay = bytes;
            network.onNext(tables.counted(answer));
            network.onCompleted();
        }
    }

    private synchronized void arrived() {
        outflow.end(underWay);
        underWay = 0;
    }
}

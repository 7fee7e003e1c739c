package io.centrifuge.manager;

import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import org.jspecify.annotations.Nullable;

/**
 * One stream of one incarnation. The network's threads and the machine's both call it.
 *
 * <p>Invariants: at most one request of it waits for the machine, for the next is asked for when
 * that one was handled; at most one message waits for the network, the newest, for every message
 * that the machine sends makes the ones before it superfluous.
 */
final class OwnerStream implements StreamObserver<Wire.OwnerRequest> {
    private final OwnerService streams;
    private final ServerCallStreamObserver<Wire.ManagerMessage> network;
    private volatile OwnerService.@Nullable Peer peer;

    // Guarded by this.
    private @Nullable ManagerMessage waiting;
    private boolean closed;

    OwnerStream(OwnerService streams, ServerCallStreamObserver<Wire.ManagerMessage> network) {
        this.streams = streams;
        this.network = network;
    }

    /** To be called before the stream's first event. */
    void open() {
        network.disableAutoRequest();
        network.setOnReadyHandler(this::flush);
        network.setOnCancelHandler(this::ended);
        network.request(1);
    }

    /** Whose it is; null before the first request. */
    OwnerService.@Nullable Peer peer() {
        return peer;
    }

    @Override
    public void onNext(Wire.OwnerRequest wire) {
        OwnerRequest request;
        try {
            request = OwnerCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            streams.malformed();
            close(Status.INVALID_ARGUMENT
                    .withDescription(malformed.getMessage())
                    .withCause(malformed));
            return;
        }
        OwnerService.Peer sender = new OwnerService.Peer(request.service(), request.owner());
        OwnerService.Peer known = peer;
        if (known == null) {
            peer = sender;
            streams.opened(sender, this);
        } else if (!known.equals(sender)) {
            streams.malformed();
            close(Status.INVALID_ARGUMENT.withDescription(
                    ("OwnerRequest.owner is %s of service %s, but the stream is that of"
                                    + " %s of service %s: open a stream for each")
                            .formatted(
                                    sender.owner(),
                                    sender.service(),
                                    known.owner(),
                                    known.service())));
            return;
        }
        if (!streams.hear(request, () -> network.request(1))) {
            close(Status.RESOURCE_EXHAUSTED.withDescription(
                    "too many requests wait for this manager: come back later"));
        }
    }

    @Override
    public void onError(Throwable broken) {
        ended();
    }

    @Override
    public void onCompleted() {
        ended();
        synchronized (this) {
            if (!closed) {
                closed = true;
                network.onCompleted();
            }
        }
    }

    synchronized void send(ManagerMessage message) {
        waiting = message;
        flush();
    }

    private synchronized void flush() {
        ManagerMessage message = waiting;
        if (message != null && !closed && network.isReady()) {
            waiting = null;
            network.onNext(ManagerCodec.encode(message));
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

    private void ended() {
        streams.ended(this);
    }
}

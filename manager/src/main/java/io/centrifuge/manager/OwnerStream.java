package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerEnd;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one incarnation. The network's threads and the machine's both call it.
 *
 * <p>Invariants: at most one request of it waits for the machine, for the next, which gRPC asks for
 * once one is in the {@link Inbox}, replaces it there; at most one message waits for the network,
 * the newest, for every message that the machine sends makes the ones before it superfluous.
 */
final class OwnerStream implements StreamObserver<Wire.OwnerRequest> {
    private final OwnerService streams;
    private final ServerCallStreamObserver<Wire.ManagerMessage> network;
    private volatile OwnerService.@Nullable Peer peer;

    // Of gRPC's calls alone.

    /** Whether a request of it has named the manager's own cluster. */
    private boolean isNamed;

    /** The cluster that a request has named when the manager didn't know its own yet. */
    private Optional<ClusterRef> unchecked = Optional.empty();

    // Guarded by this.
    private @Nullable ManagerEnd end;
    private @Nullable ManagerFrame waiting;
    private @Nullable Introduction introduced;
    private boolean closed;

    OwnerStream(OwnerService streams, ServerCallStreamObserver<Wire.ManagerMessage> network) {
        this.streams = streams;
        this.network = network;
    }

    /** To be called before the stream's first event. */
    void open() {
        network.setOnReadyHandler(this::flush);
        network.setOnCancelHandler(this::ended);
    }

    /** Whose it is; null before the first request. */
    OwnerService.@Nullable Peer peer() {
        return peer;
    }

    @Override
    public void onNext(Wire.OwnerRequest wire) {
        OwnerFrame frame;
        Optional<ClusterRef> meant;
        try {
            frame = OwnerCodec.decode(wire);
            meant = ClusterCodec.cluster(wire);
        } catch (MalformedMessageException malformed) {
            streams.malformed();
            close(Status.INVALID_ARGUMENT
                    .withDescription(malformed.getMessage())
                    .withCause(malformed));
            return;
        }
        OwnerService.Peer sender = new OwnerService.Peer(frame.service(), frame.owner());
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
        if (isMeant(wire.getTerm(), meant)) {
            receive(frame).ifPresent(this::hear);
        } else if (unchecked.isPresent()) {
            // It leads once it knows its cluster, and would take a stranger's request for an
            // owner's.
            send(new ManagerMessage.NotLeading(frame.service(), frame.owner()));
        }
    }

    /** Whether it is known to be for this manager's cluster; ends the stream if it never will. */
    private boolean isMeant(long term, Optional<ClusterRef> meant) {
        unchecked = meant.or(() -> unchecked);
        if (unchecked.isPresent()) {
            Optional<Introduction> own = streams.introductions().current();
            if (own.isEmpty()) {
                return false;
            }
            Optional<Status> refusal = Introductions.refusal(own.get(), unchecked.get());
            unchecked = Optional.empty();
            if (refusal.isPresent()) {
                close(refusal.get());
                return false;
            }
            isNamed = true;
        }
        if (term > 0 && !isNamed) {
            streams.malformed();
            close(Status.INVALID_ARGUMENT.withDescription(
                    "OwnerRequest.cluster is missing: the first request of a stream that has a term"
                            + " names the cluster"));
            return false;
        }
        return true;
    }

    private synchronized Optional<OwnerRequest> receive(OwnerFrame frame) {
        Received<OwnerRequest, ManagerFrame> received =
                endFor(frame.service(), frame.owner()).receive(frame);
        received.answer().ifPresent(answer -> {
            waiting = answer;
            flush();
        });
        return received.message();
    }

    private ManagerEnd endFor(ServiceName service, OwnerRef owner) {
        ManagerEnd known = end;
        if (known == null) {
            known = new ManagerEnd(service, owner);
            end = known;
        }
        return known;
    }

    private void hear(OwnerRequest request) {
        if (!streams.hear(request)) {
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
        waiting = endFor(message.service(), message.owner()).send(message);
        flush();
    }

    private synchronized void flush() {
        ManagerFrame frame = waiting;
        if (frame != null && !closed && network.isReady()) {
            waiting = null;
            introduce(frame);
            network.onNext(ManagerCodec.encode(frame));
        }
    }

    private synchronized void introduce(ManagerFrame before) {
        Introduction who = streams.introductions().current().orElse(null);
        if (who != null && !who.equals(introduced)) {
            introduced = who;
            network.onNext(ClusterCodec.introducing(before.service(), before.owner(), who));
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

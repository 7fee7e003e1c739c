package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * All owners' streams, and of each incarnation the newest. Any thread may call.
 *
 * <p>Invariant: of an incarnation one stream is spoken to, the one that came last.
 */
final class OwnerService extends OwnerServiceGrpc.OwnerServiceImplBase {
    private final Counters counters;
    private final Set<OwnerStream> all = ConcurrentHashMap.newKeySet();
    private final Map<Peer, OwnerStream> newest = new ConcurrentHashMap<>();
    private volatile Predicate<OwnerRequest> hearing = request -> false;
    private final Introductions introductions;
    private volatile boolean closed;

    /** One incarnation of one owner of one service. */
    record Peer(ServiceName service, OwnerRef owner) {}

    OwnerService(Counters counters, Introductions introductions) {
        this.counters = counters;
        this.introductions = introductions;
    }

    Introductions introductions() {
        return introductions;
    }

    /** From now on requests go to {@code driver}. */
    void setDriver(ManagerDriver driver) {
        hearing = driver::hear;
    }

    @Override
    public StreamObserver<Wire.OwnerRequest> session(
            StreamObserver<Wire.ManagerMessage> responses) {
        OwnerStream stream =
                new OwnerStream(this, (ServerCallStreamObserver<Wire.ManagerMessage>) responses);
        all.add(stream);
        stream.open();
        if (closed) {
            stream.close(unavailable());
        }
        return stream;
    }

    /** Sends on the incarnation's newest stream; drops it if there is none. */
    void send(ManagerMessage message) {
        OwnerStream stream = newest.get(new Peer(message.service(), message.owner()));
        if (stream != null && !closed) {
            stream.send(message);
        }
    }

    /** False if too many wait: the request is dropped. */
    boolean hear(OwnerRequest request) {
        return hearing.test(request);
    }

    void malformed() {
        counters.messageMalformed();
    }

    /** The stream said whose it is. */
    void opened(Peer peer, OwnerStream stream) {
        OwnerStream older = newest.put(peer, stream);
        if (older != null) {
            older.close(Status.ABORTED.withDescription("a newer stream of "
                    + peer.owner()
                    + " in service "
                    + peer.service()
                    + " has replaced this one: use that"));
        }
    }

    void ended(OwnerStream stream) {
        all.remove(stream);
        Peer peer = stream.peer();
        if (peer != null) {
            newest.remove(peer, stream);
        }
    }

    int size() {
        return all.size();
    }

    /** Answers nobody any more. */
    void closeAll() {
        closed = true;
        all.forEach(stream -> stream.close(unavailable()));
    }

    static Status unavailable() {
        return Status.UNAVAILABLE.withDescription(
                "this manager has stopped or is stopping: ask another");
    }
}

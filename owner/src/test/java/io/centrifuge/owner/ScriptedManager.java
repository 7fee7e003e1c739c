package io.centrifuge.owner;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerEnd;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.state.Lease;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.centrifuge.testsupport.LoopbackServer;
import io.centrifuge.testsupport.TestCluster;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A manager on loopback that keeps no records: it grants what the test says, and answers every
 * request at once unless told to be silent.
 */
final class ScriptedManager extends OwnerServiceGrpc.OwnerServiceImplBase implements AutoCloseable {
    static final LeaseTiming TIMING = LeaseTiming.STANDARD;

    private final LoopbackServer server;

    // All guarded by this.
    private final List<OwnerRequest> requests = new ArrayList<>();
    private final List<OwnerFrame> frames = new ArrayList<>();
    private final List<Stream> streams = new ArrayList<>();
    private final List<Stream> broken = new ArrayList<>();
    private RangeMap<Lease> leases = RangeMap.of(Lease.NONE);
    private List<Handover> recalls = List.of();
    private Duration keptOut = Duration.ZERO;
    private Consumer<OwnerRequest> onRequest = request -> {};
    private boolean leading = true;
    private boolean letsGo = true;
    private boolean silent;
    private long term = 1;
    private long sequence;

    /** One stream, and this manager's end of it once it is known whose it is. */
    private static final class Stream {
        final String manager;
        final StreamObserver<Wire.ManagerMessage> answers;
        boolean introduced;

        @Nullable
        ManagerEnd end;

        Stream(String manager, StreamObserver<Wire.ManagerMessage> answers) {
            this.manager = manager;
            this.answers = answers;
        }

        Received<OwnerRequest, ManagerFrame> receive(OwnerFrame frame) {
            if (end == null) {
                end = new ManagerEnd(frame.service(), frame.owner());
            }
            return end.receive(frame);
        }

        void send(ManagerMessage message) {
            send(Objects.requireNonNull(end).send(message));
        }

        void send(ManagerFrame frame) {
            if (!introduced) {
                introduced = true;
                answers.onNext(ClusterCodec.introducing(
                        frame.service(), frame.owner(), TestCluster.introduction(manager)));
            }
            answers.onNext(ManagerCodec.encode(frame));
        }
    }

    ScriptedManager() {
        server = new LoopbackServer(this);
        TestCluster.add(address());
    }

    ScriptedManager(ServerInterceptor interceptor) {
        server = new LoopbackServer(this, interceptor);
        TestCluster.add(address());
    }

    int port() {
        return server.port();
    }

    String address() {
        return server.address();
    }

    synchronized ScriptedManager grant(KeyRange range, long number, long stateSince) {
        leases = leases.with(range, new Lease(number, stateSince));
        return this;
    }

    synchronized void revoke(KeyRange range) {
        leases = leases.with(range, Lease.NONE);
    }

    /** Revokes the range, and says which owner gets it next. */
    synchronized void recall(Handover handover) {
        revoke(handover.range());
        recalls = List.of(handover);
    }

    /** For so long; zero for no more. */
    synchronized void keepOut(Duration aWhile) {
        keptOut = aWhile;
    }

    /** Whether who retires may leave. */
    synchronized void letsGo(boolean now) {
        letsGo = now;
    }

    synchronized void leads(boolean now) {
        leading = now;
    }

    /** A silent manager hears and answers nothing, on any stream. */
    synchronized void silent(boolean now) {
        silent = now;
    }

    /** Called with each request before it is answered, on the network's thread. */
    synchronized void onRequest(Consumer<OwnerRequest> observer) {
        onRequest = observer;
    }

    synchronized List<OwnerRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized OwnerRequest lastRequest() {
        return requests.getLast();
    }

    /** As it came, before it was resolved. */
    synchronized OwnerFrame lastFrame() {
        return frames.getLast();
    }

    synchronized int streams() {
        return streams.size();
    }

    /** Sends the list as it is now, unasked; it extends nothing. */
    synchronized void push() {
        streams.getLast().send(list(requests.getLast()));
    }

    synchronized void supersede() {
        OwnerRequest last = requests.getLast();
        streams.getLast()
                .send(new ManagerMessage.Superseded(last.service(), last.owner(), term, false));
    }

    synchronized void breakStream() {
        broken.add(streams.getLast());
        streams.getLast().answers.onError(Status.UNAVAILABLE.asRuntimeException());
    }

    @Override
    public synchronized StreamObserver<Wire.OwnerRequest> session(
            StreamObserver<Wire.ManagerMessage> answers) {
        Stream stream = new Stream(address(), answers);
        streams.add(stream);
        return new StreamObserver<>() {
            @Override
            public void onNext(Wire.OwnerRequest wire) {
                handle(wire, stream);
            }

            @Override
            public void onError(Throwable thrown) {}

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private synchronized void handle(Wire.OwnerRequest wire, Stream stream) {
        if (silent || broken.contains(stream)) {
            return;
        }
        OwnerFrame frame = decode(wire);
        frames.add(frame);
        Received<OwnerRequest, ManagerFrame> received = stream.receive(frame);
        received.answer().ifPresent(stream::send);
        received.message().ifPresent(request -> {
            requests.add(request);
            onRequest.accept(request);
            stream.send(answer(request));
        });
    }

    private ManagerMessage answer(OwnerRequest request) {
        if (!leading) {
            return new ManagerMessage.NotLeading(request.service(), request.owner());
        }
        return request.term() == term
                ? list(request)
                : new ManagerMessage.Hello(request.service(), request.owner(), term);
    }

    private ManagerMessage.Leases list(OwnerRequest request) {
        sequence++;
        return new ManagerMessage.Leases(
                request.service(),
                request.owner(),
                term,
                sequence,
                request.sequence(),
                request.sequence(),
                TIMING,
                request.leaving() ? RangeMap.of(Lease.NONE) : leases,
                recalls,
                keptOut.toNanos(),
                request.retiring() && letsGo);
    }

    private static OwnerFrame decode(Wire.OwnerRequest wire) {
        try {
            return OwnerCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

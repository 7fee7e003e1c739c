package io.centrifuge.owner;

import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.protocol.client.ManagerEndpoint;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One stream to one manager, on a connection of its own, so that giving up a silent stream gives up
 * the silent connection too. The driver's thread sends; what comes, comes on the network's threads.
 */
final class ManagerStream {
    private final ManagerEndpoint manager;
    private final ManagedChannel channel;
    private final StreamObserver<Wire.OwnerRequest> requests;

    private final OwnerEnd end;
    private final Supplier<Optional<ClusterRef>> cluster;

    // Of the driver's thread.

    /** How often its manager said that it doesn't lead. */
    private int asked;

    /** What its manager said of its cluster last. */
    private Optional<Introduction> introduction = Optional.empty();

    /** The cluster that a request of it has named. */
    private Optional<ClusterRef> named = Optional.empty();

    /** Where the stream's news goes, from the network's threads. */
    interface Receiver {
        void introduced(ManagerStream from, Introduction who);

        void heard(ManagerStream from, ManagerFrame frame);

        void malformed(ManagerStream from, MalformedMessageException message);

        void ended(ManagerStream stream, Status why);
    }

    /**
     * @param channel to that manager, and this stream's alone
     * @param end of this stream
     * @param cluster that the owner acts on, which its requests name
     */
    ManagerStream(
            ManagerEndpoint manager,
            ManagedChannel channel,
            OwnerEnd end,
            Supplier<Optional<ClusterRef>> cluster,
            Receiver receiver) {
        this.manager = manager;
        this.end = end;
        this.cluster = cluster;
        this.channel = channel;
        this.requests = OwnerServiceGrpc.newStub(channel).session(new Answers(this, receiver));
    }

    ManagerEndpoint manager() {
        return manager;
    }

    /** Counts that its manager doesn't lead; returns how often it has said so. */
    int countAsked() {
        return ++asked;
    }

    void introduced(Introduction who) {
        introduction = Optional.of(who);
    }

    /** What its manager said of its cluster last. */
    Optional<Introduction> introduction() {
        return introduction;
    }

    /** May be lost. */
    void send(OwnerRequest request) {
        send(end.send(request));
    }

    /** What a frame of this stream says; on the driver's thread, like {@link #send}. */
    Received<ManagerMessage, OwnerFrame> read(ManagerFrame frame) {
        return end.receive(frame);
    }

    /** What {@link #read} said to answer; may be lost. */
    void send(OwnerFrame frame) {
        Wire.OwnerRequest wire = OwnerCodec.encode(frame);
        Optional<ClusterRef> meant = cluster.get();
        if (!meant.equals(named) && meant.isPresent()) {
            named = meant;
            wire = wire.toBuilder().setCluster(ClusterCodec.encode(meant.get())).build();
        }
        requests.onNext(wire);
    }

    /** At once; what was sent may be lost. */
    void abandon() {
        channel.shutdownNow();
    }

    /** Nothing more will be sent; what was sent still goes out. */
    void finish() {
        requests.onCompleted();
        channel.shutdown();
    }

    /** Waits until all has gone out after {@link #finish}, and then ends. */
    void awaitEnd(long nanos) throws InterruptedException {
        if (!channel.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
            channel.shutdownNow();
        }
    }

    private record Answers(ManagerStream stream, Receiver receiver)
            implements StreamObserver<Wire.ManagerMessage> {
        @Override
        public void onNext(Wire.ManagerMessage wire) {
            try {
                Optional<Introduction> who = ClusterCodec.introduction(wire);
                if (who.isPresent()) {
                    receiver.introduced(stream, who.get());
                } else {
                    receiver.heard(stream, ManagerCodec.decode(wire));
                }
            } catch (MalformedMessageException malformed) {
                receiver.malformed(stream, malformed);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            receiver.ended(stream, Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            receiver.ended(stream, Status.UNAVAILABLE.withDescription("the manager ended it"));
        }
    }
}

package io.centrifuge.lookup;

import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.MalformedMessageException;
import io.centrifuge.protocol.ManagerEndpoint;
import io.centrifuge.protocol.TableCodec;
import io.centrifuge.protocol.TableWatch;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.time.Duration;

/**
 * One connection to one manager, for one watch and the polls beside it. The driver's thread asks;
 * what comes, comes on the network's threads.
 */
final class ManagerConnection {
    private static final Duration POLL_DEADLINE = Duration.ofSeconds(5);

    private final ManagerEndpoint manager;
    private final Receiver receiver;
    private final ManagedChannel channel;
    private final LookupServiceGrpc.LookupServiceStub stub;

    /** Where the connection's news goes, from the network's threads. */
    interface Receiver {
        void heard(ManagerConnection from, TableAnswer answer);

        void malformed(ManagerConnection from, MalformedMessageException answer);

        void ended(ManagerConnection from, Status why);
    }

    /** @param channel to that manager, and this connection's alone */
    ManagerConnection(ManagerEndpoint manager, ManagedChannel channel, Receiver receiver) {
        this.manager = manager;
        this.receiver = receiver;
        this.channel = channel;
        this.stub = LookupServiceGrpc.newStub(channel);
    }

    ManagerEndpoint manager() {
        return manager;
    }

    void watch(TableWatch watch) {
        stub.watch(TableCodec.encode(watch), new Answers(this, true));
    }

    void poll(TableWatch watch) {
        stub.withDeadlineAfter(POLL_DEADLINE)
                .poll(TableCodec.encode(watch), new Answers(this, false));
    }

    void abandon() {
        channel.shutdownNow();
    }

    private record Answers(ManagerConnection from, boolean isWatch)
            implements StreamObserver<Wire.TableAnswer> {
        @Override
        public void onNext(Wire.TableAnswer wire) {
            TableAnswer answer;
            try {
                answer = TableCodec.decode(wire);
            } catch (MalformedMessageException malformed) {
                from.receiver.malformed(from, malformed);
                return;
            }
            from.receiver.heard(from, answer);
        }

        @Override
        public void onError(Throwable thrown) {
            from.receiver.ended(from, Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            if (isWatch) {
                from.receiver.ended(
                        from, Status.UNAVAILABLE.withDescription("the manager ended the watch"));
            }
        }
    }
}

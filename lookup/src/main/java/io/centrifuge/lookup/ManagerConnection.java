package io.centrifuge.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.protocol.client.ManagerEndpoint;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection to one manager, for one watch and the polls beside it. The driver's thread asks;
 * what comes, comes on the network's threads.
 */
final class ManagerConnection {
    /** An answer that comes later is of no use: another poll has gone out. */
    private static final Duration LONGEST_POLL = LookupMachine.POLL_PERIOD;

    private final ManagerEndpoint manager;
    private final Receiver receiver;
    private final ManagedChannel channel;

    /** How many headers and pieces of messages have come, of the watch and of polls. */
    private final AtomicLong signs = new AtomicLong();

    /** What the manager said of its cluster last. Of the driver's thread. */
    private Optional<Introduction> introduction = Optional.empty();

    /** Where the connection's news goes, from the network's threads. */
    interface Receiver {
        void introduced(ManagerConnection from, Introduction who);

        /**
         * A table, or that there is none.
         *
         * @param isWatch whether it answers the watch, or else a poll
         */
        void heard(ManagerConnection from, LookupEvent.Heard table, boolean isWatch);

        void malformed(ManagerConnection from, MalformedMessageException answer);

        void ended(ManagerConnection from, Status why);
    }

    /** @param channel to that manager, and this connection's alone */
    ManagerConnection(ManagerEndpoint manager, ManagedChannel channel, Receiver receiver) {
        this.manager = manager;
        this.receiver = receiver;
        this.channel = channel;
    }

    ManagerEndpoint manager() {
        return manager;
    }

    void introduced(Introduction who) {
        introduction = Optional.of(who);
    }

    /** What the manager said of its cluster last. */
    Optional<Introduction> introduction() {
        return introduction;
    }

    /** @param asked read before; comes back with all that the manager then says */
    void watch(TableWatch watch, ClockReading asked) {
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(LookupServiceGrpc.getWatchMethod(), counting()),
                TableCodec.encode(watch),
                new Answers(this, asked, true));
    }

    /** How many signs of life have come of the manager; any thread may ask. */
    long signs() {
        return signs.get();
    }

    /** @param asked read before; comes back with the answer */
    void poll(TableWatch watch, ClockReading asked) {
        CallOptions options =
                counting().withDeadlineAfter(LONGEST_POLL.toMillis(), TimeUnit.MILLISECONDS);
        ClientCalls.asyncUnaryCall(
                channel.newCall(LookupServiceGrpc.getPollMethod(), options),
                TableCodec.encode(watch),
                new Answers(this, asked, false));
    }

    /** An answer's headers come ahead of its table, and a large table in pieces. */
    private CallOptions counting() {
        return CallOptions.DEFAULT.withStreamTracerFactory(new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(
                    ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                    @Override
                    public void inboundHeaders() {
                        signs.incrementAndGet();
                    }

                    @Override
                    public void inboundWireSize(long bytes) {
                        signs.incrementAndGet();
                    }
                };
            }
        });
    }

    void abandon() {
        channel.shutdownNow();
    }

    private record Answers(ManagerConnection from, ClockReading asked, boolean isWatch)
            implements StreamObserver<Wire.TableAnswer> {
        @Override
        public void onNext(Wire.TableAnswer wire) {
            try {
                Optional<Introduction> who = ClusterCodec.introduction(wire);
                if (who.isPresent()) {
                    from.receiver.introduced(from, who.get());
                } else {
                    from.receiver.heard(
                            from, new LookupEvent.Heard(TableCodec.decode(wire), asked), isWatch);
                }
            } catch (MalformedMessageException malformed) {
                from.receiver.malformed(from, malformed);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            Status why = Status.fromThrowable(thrown);
            if (isWatch || why.getCode() != Status.Code.DEADLINE_EXCEEDED) {
                from.receiver.ended(from, why);
            }
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

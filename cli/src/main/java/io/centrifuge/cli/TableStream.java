package io.centrifuge.cli;

import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.client.CallFailure;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.time.Duration;
import java.util.function.Consumer;

/** One stream of one service's table changes from one manager. Used once, by one thread. */
final class TableStream implements AutoCloseable {
    private final ManagerAddress manager;
    private final ManagedChannel channel;
    private final Consumer<WatchEvent> events;

    /**
     * @param events called on the network's threads
     */
    TableStream(ManagerAddress manager, ManagerChannels connections, Consumer<WatchEvent> events) {
        this.manager = manager;
        this.channel = connections.open(manager);
        this.events = events;
    }

    void open(TableWatch watch) {
        LookupServiceGrpc.newStub(channel).watch(TableCodec.encode(watch), new Receiver(this));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private void ended(Status why) {
        events.accept(new WatchEvent.Ended(this, manager, CallFailure.of(why, Duration.ZERO)));
    }

    private record Receiver(TableStream stream) implements StreamObserver<Wire.TableAnswer> {
        @Override
        public void onNext(Wire.TableAnswer wire) {
            if (wire.hasIntroduction()) {
                return; // who watches sees which managers are asked
            }
            TableAnswer answer;
            try {
                answer = TableCodec.decode(wire);
            } catch (MalformedMessageException malformed) {
                stream.ended(Status.DATA_LOSS.withDescription(
                        "it sent what breaks the protocol: " + malformed.getMessage()));
                return;
            }
            stream.events.accept(new WatchEvent.Heard(stream, stream.manager, answer));
        }

        @Override
        public void onError(Throwable thrown) {
            stream.ended(Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            stream.ended(Status.UNAVAILABLE.withDescription("the manager ended the watch"));
        }
    }
}

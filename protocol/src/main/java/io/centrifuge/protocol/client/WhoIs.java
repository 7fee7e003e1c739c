package io.centrifuge.protocol.client;

import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.protocol.runtime.SerialThread;
import io.centrifuge.protocol.v1.ClientServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.WireTraffic;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks managers who they are, each over a connection of its own, which is closed once it has
 * answered. Used on the client's thread alone, which also hears the answers.
 */
public final class WhoIs implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(WhoIs.class);

    private final ManagerChannels channels;
    private final WireTraffic traffic;
    private final SerialThread thread;
    private final Map<ManagerEndpoint, ManagedChannel> asking = new HashMap<>();
    private boolean closed;

    public WhoIs(ManagerChannels channels, WireTraffic traffic, SerialThread thread) {
        this.channels = channels;
        this.traffic = traffic;
        this.thread = thread;
    }

    /** Hears nothing for one that doesn't answer; not asked again while it is being asked. */
    void ask(ManagerEndpoint manager, Consumer<Optional<Introduction>> answered) {
        if (closed || asking.containsKey(manager)) {
            return;
        }
        ManagedChannel channel = channels.open(manager, traffic);
        asking.put(manager, channel);
        ClientServiceGrpc.newStub(channel)
                .withDeadlineAfter(ANSWER)
                .introduce(
                        Wire.IntroduceRequest.getDefaultInstance(),
                        new Answer(
                                manager,
                                said -> thread.execute(() -> {
                                    ManagedChannel asked = asking.remove(manager);
                                    if (asked != null) {
                                        asked.shutdownNow();
                                        answered.accept(said);
                                    }
                                })));
    }

    /** On the client's thread. */
    void later(Runnable task) {
        thread.execute(task);
    }

    /** Nothing is heard any more. */
    @Override
    public void close() {
        closed = true;
        asking.values().forEach(ManagedChannel::shutdownNow);
        asking.clear();
    }

    /** On the network's threads. */
    private static final class Answer implements StreamObserver<Wire.Introduction> {
        private final ManagerEndpoint manager;
        private final Consumer<Optional<Introduction>> ended;
        private volatile Optional<Introduction> said = Optional.empty();

        Answer(ManagerEndpoint manager, Consumer<Optional<Introduction>> ended) {
            this.manager = manager;
            this.ended = ended;
        }

        @Override
        public void onNext(Wire.Introduction wire) {
            try {
                said = Optional.of(ClusterCodec.decode(wire));
            } catch (MalformedMessageException malformed) {
                LOG.warn(
                        "manager {} sent what breaks the protocol: {}; dropped",
                        manager,
                        malformed.getMessage());
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.debug("manager {} doesn't say who it is", manager, failure);
            ended.accept(Optional.empty());
        }

        @Override
        public void onCompleted() {
            ended.accept(said);
        }
    }
}

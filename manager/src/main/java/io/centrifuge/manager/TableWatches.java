package io.centrifuge.manager;

import io.centrifuge.core.manager.TableHistory;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.MalformedMessageException;
import io.centrifuge.protocol.ProcessClock;
import io.centrifuge.protocol.ProcessClock.Alarm;
import io.centrifuge.protocol.TableCodec;
import io.centrifuge.protocol.TableWatch;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups, from what the machine showed last and without its thread. Any thread may call.
 *
 * <p>Invariant: no answer is made from a table older than the lookup's, nor from one that this
 * manager can't vouch for.
 */
final class TableWatches {
    private final Supplier<Published> published;
    private final ProcessClock clock;
    private final Executor executor;
    private final Counters counters;
    private final Set<TableWatchStream> all = ConcurrentHashMap.newKeySet();
    private final Map<ServiceName, EncodedTable> encoded = new ConcurrentHashMap<>();
    private final AtomicBoolean pushWaiting = new AtomicBoolean();
    private volatile boolean closed;

    // Guarded by this.
    private Alarm vouching = () -> {};

    /**
     * @param executor runs what pushes to all watches; no more than one such task waits
     */
    TableWatches(
            Supplier<Published> published,
            ProcessClock clock,
            Executor executor,
            Counters counters) {
        this.published = published;
        this.clock = clock;
        this.executor = executor;
        this.counters = counters;
    }

    /** The gRPC service. */
    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(LookupServiceGrpc.SERVICE_NAME)
                .addMethod(
                        EncodedAnswers.of(LookupServiceGrpc.getWatchMethod()),
                        ServerCalls.asyncServerStreamingCall(this::watch))
                .addMethod(
                        EncodedAnswers.of(LookupServiceGrpc.getPollMethod()),
                        ServerCalls.asyncUnaryCall(this::poll))
                .build();
    }

    private void watch(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        TableWatch watch = decoded(wire, answers);
        if (watch == null) {
            return;
        }
        TableWatchStream stream =
                new TableWatchStream(this, watch, (ServerCallStreamObserver<byte[]>) answers);
        all.add(stream);
        stream.open();
        if (closed) {
            stream.close(OwnerStreams.unavailable());
        }
    }

    private void poll(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        TableWatch watch = decoded(wire, answers);
        if (watch == null) {
            return;
        }
        EncodedTable table = tableFor(watch.service(), watch.lsn());
        answers.onNext(table == null ? behind(watch.service()) : table.since(watch.lsn()));
        answers.onCompleted();
    }

    private @Nullable TableWatch decoded(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        if (closed || !published.get().restored()) {
            answers.onError(
                    (closed ? OwnerStreams.unavailable() : notRestored()).asRuntimeException());
            return null;
        }
        try {
            return TableCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            counters.messageMalformed();
            answers.onError(Status.INVALID_ARGUMENT
                    .withDescription(malformed.getMessage())
                    .withCause(malformed)
                    .asRuntimeException());
            return null;
        }
    }

    static Status notRestored() {
        return Status.UNAVAILABLE.withDescription(
                "this manager has not read its store yet: ask another, or again");
    }

    /**
     * The table to answer a lookup from whose own has the LSN {@code lsn}; null if ours is older or
     * can't be vouched for.
     */
    @Nullable
    EncodedTable tableFor(ServiceName service, long lsn) {
        Published now = published.get();
        TableHistory history = now.view().history(service);
        if (!now.isVouchedFor(clock.monotonic()) || history.table().lsn() < lsn) {
            return null;
        }
        if (!now.knows(service)) {
            return new EncodedTable(history);
        }
        return encoded.compute(
                service,
                (name, known) -> known != null
                                && (known.isOf(history)
                                        || known.lsn() > history.table().lsn())
                        ? known
                        : new EncodedTable(history));
    }

    byte[] behind(ServiceName service) {
        return EncodedTable.encode(new TableAnswer.Behind(
                service, published.get().view().history(service).table().lsn()));
    }

    /** The machine showed something new. */
    void changed() {
        if (!all.isEmpty() && pushWaiting.compareAndSet(false, true)) {
            executor.execute(() -> {
                pushWaiting.set(false);
                all.forEach(TableWatchStream::push);
            });
        }
    }

    /** Looks, when the last heartbeat may have become too old, whether it has. */
    synchronized void vouch() {
        if (closed) {
            return;
        }
        vouching.cancel();
        long overAt = published.get().leaderSeenAt() + Published.VOUCHED_NANOS;
        long now = clock.monotonic();
        if (overAt - now <= 0) {
            changed();
        }
        vouching =
                clock.alarm(overAt - now > 0 ? overAt : now + Published.VOUCHED_NANOS, this::vouch);
    }

    void ended(TableWatchStream stream) {
        all.remove(stream);
    }

    int size() {
        return all.size();
    }

    /** Answers nobody any more. */
    void closeAll() {
        closed = true;
        synchronized (this) {
            vouching.cancel();
        }
        all.forEach(stream -> stream.close(OwnerStreams.unavailable()));
    }
}

package io.centrifuge.manager;

import io.centrifuge.ProcessClock;
import io.centrifuge.ProcessClock.Alarm;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.manager.TableHistory;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups, from what the machine showed last and without its thread. Any thread may call.
 *
 * <p>Invariant: where {@link ManagerView#isBehind} says so, no answer is made from a table.
 */
final class LookupService {
    private final Supplier<ManagerView> views;
    private final ProcessClock clock;
    private final Executor executor;
    private final Outflow outflow;
    private final Introductions introductions;
    private final ConnectionLimit limit;
    private final Counters counters;
    private final Map<ServiceName, Watches> watches = new ConcurrentHashMap<>();

    /** Those that were told that this manager is behind. */
    private final Set<TableWatchStream> behind = ConcurrentHashMap.newKeySet();

    private final Map<ServiceName, EncodedTable> encoded = new ConcurrentHashMap<>();
    private final AtomicBoolean pushWaiting = new AtomicBoolean();
    private volatile boolean closed;

    // Guarded by this.
    private Alarm vouching = () -> {};

    /** Of one service. */
    private static final class Watches {
        final Set<TableWatchStream> streams = ConcurrentHashMap.newKeySet();

        /** The LSN of the table that was pushed to them last, so that only another is. */
        volatile long pushed;
    }

    /**
     * @param outflow bounds what is on its way to all watches together; its executor runs what
     *     pushes to them, and no more than one task for all of them waits
     * @param limit of connections, by which lookups are refused before owners are
     */
    LookupService(
            Supplier<ManagerView> views,
            ProcessClock clock,
            Outflow outflow,
            Introductions introductions,
            ConnectionLimit limit,
            Counters counters) {
        this.introductions = introductions;
        this.limit = limit;
        this.views = views;
        this.clock = clock;
        this.executor = outflow.executor();
        this.outflow = outflow;
        this.counters = counters;
    }

    /** The gRPC service. */
    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(LookupServiceGrpc.SERVICE_NAME)
                .addMethod(
                        BytesMarshaller.of(LookupServiceGrpc.getWatchMethod()),
                        ServerCalls.asyncServerStreamingCall(this::watch))
                .addMethod(
                        BytesMarshaller.of(LookupServiceGrpc.getPollMethod()),
                        ServerCalls.asyncUnaryCall(this::poll))
                .build();
    }

    private void watch(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        if (limit.isCrowded()) {
            counters.lookupRefused();
            answers.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("this manager takes no lookups while more than half of its"
                            + " connections are taken, for owners come first: " + limit.text())
                    .asRuntimeException());
            return;
        }
        TableWatch watch = decoded(wire, answers);
        if (watch == null) {
            return;
        }
        Optional<Status> refusal = watch.cluster().flatMap(introductions::refusal);
        if (refusal.isPresent()) {
            answers.onError(refusal.get().asRuntimeException());
            return;
        }
        TableWatchStream stream = new TableWatchStream(
                this, outflow, watch, (ServerCallStreamObserver<byte[]>) answers);
        watches.compute(watch.service(), (service, known) -> {
            Watches of = known == null ? new Watches() : known;
            of.streams.add(stream);
            return of;
        });
        stream.open();
        if (closed) {
            stream.close(OwnerService.unavailable());
        }
    }

    private void poll(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        TableWatch watch = decoded(wire, answers);
        if (watch == null) {
            return;
        }
        new TablePoll(this, outflow, watch, (ServerCallStreamObserver<byte[]>) answers).open();
    }

    /** What the lookup lacks, as this manager knows it now. */
    EncodedAnswer answerFor(TableWatch watch) {
        EncodedTable table = tableFor(watch.service(), watch.lsn());
        return table == null ? behind(watch.service()) : table.since(watch.lsn());
    }

    private @Nullable TableWatch decoded(Wire.WatchRequest wire, StreamObserver<byte[]> answers) {
        if (closed || !views.get().storeRead()) {
            answers.onError(
                    (closed ? OwnerService.unavailable() : storeNotRead()).asRuntimeException());
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

    static Status storeNotRead() {
        return Status.UNAVAILABLE.withDescription(
                "this manager has not read its store yet, or its store is in no group yet: ask"
                        + " another, or again, or look at the store's status");
    }

    /**
     * The table to answer a lookup from whose own has the LSN {@code lsn}; null if it must ask
     * another manager.
     */
    @Nullable
    EncodedTable tableFor(ServiceName service, long lsn) {
        ManagerView view = views.get();
        return view.isBehind(service, lsn, clock.monotonic()) ? null : encoded(view, service);
    }

    /** What this manager tells lookups of its cluster; empty before the store was read. */
    Optional<Introduction> introduction() {
        return introductions.current();
    }

    /** The bytes of the service's whole table, as a lookup is sent it. */
    int wholeBytes(ServiceName service) {
        return encoded(views.get(), service).whole().bytes().length;
    }

    private EncodedTable encoded(ManagerView view, ServiceName service) {
        TableHistory history = view.history(service);
        if (!view.histories().containsKey(service)) {
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

    /** Counts what goes out now. */
    byte[] counted(EncodedAnswer answer) {
        counters.answered(answer.kind());
        return answer.bytes();
    }

    EncodedAnswer behind(ServiceName service) {
        return EncodedAnswer.of(new TableAnswer.Behind(
                service, views.get().history(service).table().lsn()));
    }

    /** The machine showed something new: tables that changed are pushed. */
    void changed() {
        if (!watches.isEmpty() && pushWaiting.compareAndSet(false, true)) {
            executor.execute(() -> {
                pushWaiting.set(false);
                watches.forEach(this::pushNewer);
                behind.forEach(TableWatchStream::push);
            });
        }
    }

    private void pushNewer(ServiceName service, Watches of) {
        long lsn = views.get().history(service).table().lsn();
        if (lsn != of.pushed) {
            of.streams.forEach(TableWatchStream::push);
            of.pushed = lsn; // not before: if a push throws, the next event pushes again
        }
    }

    private void pushAll() {
        watches.values().forEach(of -> of.streams.forEach(TableWatchStream::push));
    }

    /** Looks, when the last heartbeat may have become too old, whether it has. */
    synchronized void vouch() {
        if (closed) {
            return;
        }
        vouching.cancel();
        ManagerView view = views.get();
        long now = clock.monotonic();
        boolean vouched = view.isVouchedFor(now);
        if (!vouched) {
            executor.execute(this::pushAll);
        }
        long from = vouched ? view.leaderSeenAt() : now;
        vouching = clock.alarm(from + ManagerView.VOUCHED_NANOS, this::vouch);
    }

    /** It is looked at again whenever the machine shows something new, such as a heartbeat. */
    void fellBehind(TableWatchStream stream) {
        behind.add(stream);
    }

    void caughtUp(TableWatchStream stream) {
        behind.remove(stream);
    }

    void ended(TableWatchStream stream) {
        behind.remove(stream);
        watches.computeIfPresent(stream.service(), (service, known) -> {
            known.streams.remove(stream);
            return known.streams.isEmpty() ? null : known;
        });
    }

    int size() {
        return watches.values().stream().mapToInt(of -> of.streams.size()).sum();
    }

    /** Answers nobody any more. */
    void closeAll() {
        closed = true;
        synchronized (this) {
            vouching.cancel();
        }
        watches.values()
                .forEach(of ->
                        of.streams.forEach(stream -> stream.close(OwnerService.unavailable())));
    }
}

package io.centrifuge.lookup;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.testsupport.LoopbackServer;
import io.centrifuge.testsupport.TestCluster;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A manager on loopback whose table is what the test says. */
final class ScriptedManager extends LookupServiceGrpc.LookupServiceImplBase
        implements AutoCloseable {
    static final ServiceName SERVICE = new ServiceName("rendezvous");
    static final OwnerRef BACKEND = new OwnerRef(new OwnerId("backend-1"), 11);
    static final OwnerAddress ADDRESS = new OwnerAddress("10.0.0.7:8080");

    private final LoopbackServer server;

    // All guarded by this.
    private final List<StreamObserver<Wire.TableAnswer>> watches = new ArrayList<>();
    private final Set<StreamObserver<Wire.TableAnswer>> introduced = new HashSet<>();
    private final List<Long> watchedFrom = new ArrayList<>();
    private RangeMap<LeaseEntry> entries = RangeMap.of(LeaseEntry.NEVER_LEASED);
    private long lsn = 1;
    private int polls;
    private boolean pushes = true;
    private boolean introduces;
    private boolean answersPolls = true;
    private boolean behind;

    ScriptedManager() {
        server = new LoopbackServer(this);
        TestCluster.add(address());
    }

    ScriptedManager(ServerInterceptor interceptor) {
        server = new LoopbackServer(this, interceptor);
        TestCluster.add(address());
    }

    String address() {
        return server.address();
    }

    /** A manager that doesn't push answers polls alone, and not even begins to answer a watch. */
    synchronized ScriptedManager pushes(boolean now) {
        pushes = now;
        return this;
    }

    /** Nor does one that introduces itself to a watch, and says no more. */
    synchronized ScriptedManager introducesOnly() {
        pushes = false;
        introduces = true;
        return this;
    }

    /** Whether polls are ever answered. */
    synchronized ScriptedManager answersPolls(boolean now) {
        answersPolls = now;
        return this;
    }

    /** Knows less than lookups, as it says. */
    synchronized ScriptedManager behind(boolean now) {
        behind = now;
        return this;
    }

    synchronized int polls() {
        return polls;
    }

    synchronized List<Long> watchedFrom() {
        return List.copyOf(watchedFrom);
    }

    /** Or was. */
    synchronized boolean isWatched() {
        return !watchedFrom.isEmpty();
    }

    synchronized ScriptedManager lease(KeyRange range, long number, long stateSince) {
        return set(range, new LeaseEntry(BACKEND, number, stateSince));
    }

    /** Nobody holds the range any more, and the state is lost. */
    synchronized void expire(KeyRange range, long number) {
        set(range, new LeaseEntry(null, number, number + 1));
    }

    private ScriptedManager set(KeyRange range, LeaseEntry entry) {
        long since = lsn;
        lsn++;
        entries = entries.with(range, entry);
        if (pushes) {
            TableAnswer changes = new TableAnswer.Changes(
                    SERVICE,
                    since,
                    lsn,
                    List.of(new Piece<>(range, entry)),
                    entry.holder() == null
                            ? new TreeMap<>()
                            : new TreeMap<>(Map.of(BACKEND, ADDRESS)));
            watches.forEach(watch -> send(watch, changes));
        }
        return this;
    }

    /** Tells those who watch how it stands. */
    synchronized void push() {
        watches.forEach(watch -> send(watch, now()));
    }

    private void send(StreamObserver<Wire.TableAnswer> watch, TableAnswer answer) {
        introduce(watch);
        watch.onNext(TableCodec.encode(answer));
    }

    private void introduce(StreamObserver<Wire.TableAnswer> watch) {
        if (introduced.add(watch)) {
            watch.onNext(ClusterCodec.introducing(SERVICE, TestCluster.introduction(address())));
        }
    }

    synchronized void breakWatches() {
        watches.forEach(watch -> watch.onError(Status.UNAVAILABLE.asRuntimeException()));
        watches.clear();
    }

    @Override
    public synchronized void watch(
            Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
        watches.add(answers);
        watchedFrom.add(request.getLsn());
        if (pushes) {
            send(answers, now());
        } else if (introduces) {
            introduce(answers);
        }
    }

    @Override
    public synchronized void poll(
            Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
        polls++;
        if (answersPolls) {
            answers.onNext(TableCodec.encode(now()));
            answers.onCompleted();
        }
    }

    private TableAnswer now() {
        if (behind) {
            return new TableAnswer.Behind(SERVICE, 0);
        }
        boolean isHeld = entries.any(entry -> entry.isHeldBy(BACKEND));
        return new TableAnswer.Whole(
                SERVICE,
                lsn,
                entries,
                isHeld ? new TreeMap<>(Map.of(BACKEND, ADDRESS)) : new TreeMap<>());
    }

    @Override
    public void close() {
        server.close();
    }
}

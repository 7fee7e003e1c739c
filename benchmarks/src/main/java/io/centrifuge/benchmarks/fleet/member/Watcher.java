package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.stub.StreamObserver;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a lookup is to managers: it watches a service, decodes every answer and follows the LSN; but
 * it keeps no table, so that thousands fit into a process.
 */
final class Watcher implements FollowedTable {
    private static final Duration BEFORE_NEXT = Duration.ofMillis(250);

    private final int number;
    private final int service;
    private final ServiceName name;
    private final WatcherChannels channels;
    private final TableProgress progress;
    private final Sizes sizes;
    private volatile long lsn;

    // Of the one stream's thread, or of the alarm between two streams.
    private int manager;
    private boolean connected;

    /** Of the changes that all watchers of the process were sent. */
    record Sizes(LongAdder bytes, LongAdder pieces) {
        Sizes() {
            this(new LongAdder(), new LongAdder());
        }
    }

    Watcher(
            MemberSetting setting,
            int number,
            WatcherChannels channels,
            TableProgress progress,
            Sizes sizes) {
        this.number = number;
        this.service = setting.serviceOf(number);
        this.name = new ServiceName(setting.services().get(service));
        this.channels = channels;
        this.progress = progress;
        this.sizes = sizes;
        this.manager = number / WatcherChannels.SHARED_BY % channels.managers();
    }

    void start() {
        progress.disconnected();
        watch();
    }

    private void watch() {
        LookupServiceGrpc.newStub(channels.of(manager, number))
                .watch(TableCodec.encode(new TableWatch(name, lsn)), new Answers());
    }

    /** To another manager, in a while that differs from watcher to watcher. */
    private void watchNext() {
        if (connected) {
            connected = false;
            progress.disconnected();
        }
        manager = (manager + 1) % channels.managers();
        long wait =
                BEFORE_NEXT.toNanos() + ThreadLocalRandom.current().nextLong(BEFORE_NEXT.toNanos());
        SystemClock.INSTANCE.alarm(System.nanoTime() + wait, this::watch);
    }

    private void hear(Wire.TableAnswer wire) throws MalformedMessageException {
        if (wire.hasIntroduction()) {
            return;
        }
        TableAnswer answer = TableCodec.decode(wire);
        switch (answer) {
            case TableAnswer.Whole whole -> {}
            case TableAnswer.Changes changes -> {
                if (!changes.pieces().isEmpty()) {
                    sizes.bytes().add(wire.getSerializedSize());
                    sizes.pieces().add(changes.pieces().size());
                }
            }
            case TableAnswer.Behind behind -> {
                return; // it goes on once the manager has caught up
            }
        }
        if (answer.lsn() > lsn) {
            progress.applied(service, lsn, answer.lsn());
            lsn = answer.lsn();
        }
        if (!connected) {
            connected = true;
            progress.connected();
        }
    }

    private final class Answers implements StreamObserver<Wire.TableAnswer> {
        @Override
        public void onNext(Wire.TableAnswer wire) {
            try {
                hear(wire);
            } catch (MalformedMessageException malformed) {
                throw new IllegalStateException("a manager broke the protocol", malformed);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            watchNext();
        }

        @Override
        public void onCompleted() {
            watchNext();
        }
    }

    @Override
    public int service() {
        return service;
    }

    @Override
    public long lsn() {
        return lsn;
    }

    /** Keeps no table in which it could see one. */
    @Override
    public long losses() {
        return 0;
    }
}

package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisStoreTest {
    @TempDir
    Path folder;

    @Test
    void commitsInTheOrderOfProposals() throws Exception {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(follower);
            assertThat(follower.events())
                    .containsExactly(new StoreEvent.Restored(CommittedState.EMPTY));
            List<StoreRecord> proposed = proposeTerm(store, follower, 500);
            assertThat(follower.records()).isEqualTo(proposed);
        }
        assertThat(follower.state().leader())
                .isEqualTo(new LeaderRecord(1, Records.PROCESS, 500, false, 18, false));
    }

    @Test
    void refusedRecordsComeTooAndChangeNothing() throws Exception {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(follower);
            store.propose(Records.TAKE_OVER);
            store.propose(Records.TAKE_OVER);
            store.propose(Records.heartbeat(7));
            follower.awaitRecords(3);
        }
        assertThat(follower.state().leader())
                .isEqualTo(new LeaderRecord(1, Records.PROCESS, 0, false, 18, false));
        Follower again = restarted();
        assertThat(again.state()).isEqualTo(follower.state());
        assertThat(again.records()).isEqualTo(follower.records());
    }

    @Test
    void aRestartReplaysTheLog() throws Exception {
        CommittedState before = committed(100, RatisStoreConfig.single(folder));
        Follower again = restarted();
        assertThat(again.events().getFirst())
                .isEqualTo(new StoreEvent.Restored(CommittedState.EMPTY));
        assertThat(again.state()).isEqualTo(before);
    }

    @Test
    void aRestartGoesOnFromTheSnapshot() throws Exception {
        CommittedState before = committed(300, withSnapshots(50));
        Follower again = restarted();
        assertThat(again.events().getFirst())
                .isNotEqualTo(new StoreEvent.Restored(CommittedState.EMPTY));
        assertThat(again.state()).isEqualTo(before);
        // How many are left depends on how many Ratis applied between two looks at the limit.
        assertThat(again.records()).hasSizeLessThan(300);
    }

    @Test
    void theDiskStaysBounded() throws Exception {
        committed(20_000, withSnapshots(2_000));
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(RatisStoreTest::size)
                    .sum();
            assertThat(bytes).isLessThan(1 << 20);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(
                            file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+")))
                    .hasSizeBetween(1, 2);
        }
    }

    @Test
    void whatIsProposedBeforeTheStartIsCommittedAfterIt() throws Exception {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.propose(Records.TAKE_OVER);
            store.start(follower);
            follower.awaitRecord(Records.TAKE_OVER);
        }
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RatisStore store = new RatisStore(onPort(taken.getLocalPort()))) {
            assertThatThrownBy(() -> store.start(new Follower()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("name another port");
        }
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(new Follower());
        }
    }

    @Test
    void aRecordThatIsTooBigIsTheCallersMistake() {
        List<TableChange> changes = Collections.nCopies(
                2_000_000, new TableChange.Left(new OwnerRef(new OwnerId("o"), 1)));
        TableRecord record = new TableRecord(1, new ServiceName("s"), 0, changes);
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            assertThatThrownBy(() -> store.propose(record))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("over the store's limit of 4194304");
        }
    }

    @Test
    void aBigRecordIsCommitted() throws Exception {
        List<TableChange> changes = Collections.nCopies(
                500_000, new TableChange.Left(new OwnerRef(new OwnerId("o"), 1)));
        TableRecord record = new TableRecord(1, new ServiceName("s"), 0, changes);
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(follower);
            store.propose(record);
            follower.awaitRecord(record);
        }
        assertThat(restarted().records()).contains(record);
    }

    @Test
    void closesWithinSecondsAndLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Follower follower = new Follower();
        RatisStore store = new RatisStore(RatisStoreConfig.single(folder));
        store.start(follower);
        proposeTerm(store, follower, 10);
        long from = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !thread.getName().startsWith("ForkJoin")) {
                thread.join(Follower.DEADLINE);
                assertThat(thread.isAlive()).as(thread.toString()).isFalse();
            }
        }
        int seen = follower.events().size();
        store.propose(Records.heartbeat(11));
        store.close();
        assertThat(follower.events()).hasSize(seen).noneMatch(StoreEvent.Failed.class::isInstance);
    }

    /** Proposes a takeover and its heartbeats, and waits for all. Returns them. */
    static List<StoreRecord> proposeTerm(RatisStore store, Follower follower, int heartbeats) {
        List<StoreRecord> proposed = new ArrayList<>();
        proposed.add(Records.TAKE_OVER);
        store.propose(Records.TAKE_OVER);
        for (int i = 1; i <= heartbeats; i++) {
            proposed.add(Records.heartbeat(i));
            store.propose(Records.heartbeat(i));
            if (i % 500 == 0) {
                // No more than may wait.
                follower.awaitRecords(i + 1);
            }
        }
        follower.awaitRecords(heartbeats + 1);
        return proposed;
    }

    private CommittedState committed(int heartbeats, RatisStoreConfig config) throws Exception {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(config)) {
            store.start(follower);
            proposeTerm(store, follower, heartbeats);
        }
        return follower.state();
    }

    /** What a second life hears up to a record of its own. */
    private Follower restarted() throws Exception {
        Follower follower = new Follower();
        StoreRecord last = Records.heartbeat(Long.MAX_VALUE);
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(follower);
            store.propose(last);
            follower.awaitRecord(last);
        }
        return without(follower, last);
    }

    private static Follower without(Follower follower, StoreRecord last) {
        Follower rest = new Follower();
        follower.events().stream()
                .filter(event -> !event.equals(new StoreEvent.Committed(last)))
                .forEach(rest);
        return rest;
    }

    private RatisStoreConfig withSnapshots(int recordsPerSnapshot) {
        return config(
                0, new RatisStoreConfig.Limits(4 << 20, 1024, 256, recordsPerSnapshot, 128 << 10));
    }

    private RatisStoreConfig onPort(int port) {
        return config(port, RatisStoreConfig.Limits.DEFAULT);
    }

    private RatisStoreConfig config(int port, RatisStoreConfig.Limits limits) {
        return new RatisStoreConfig(
                folder,
                new StoreMember("m1", "127.0.0.1", port, true),
                true,
                true,
                RatisStoreConfig.Election.SINGLE,
                limits,
                ServerSecurity.LOOPBACK);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }
}

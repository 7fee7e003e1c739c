package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.StoreEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTimesTest {
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("alice"), 1);

    private final List<StoreEvent> followed = new ArrayList<>();
    private final Consumer<StoreEvent> follower = followed::add;

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(CommitTimes.PROPERTY);
    }

    @Test
    void nothingIsInTheWayUnlessItIsAskedFor() {
        assertThat(CommitTimes.before(follower)).isSameAs(follower);
    }

    @Test
    void eachTableAndTakeoverHasItsLineAndIsHandedOn() throws Exception {
        Path file = folder.resolve("times");
        System.setProperty(CommitTimes.PROPERTY, file.toString());
        Consumer<StoreEvent> store = CommitTimes.before(follower);
        StoreRecord takeover = new LeaderWrite.TakeOver(LeaderRecord.NONE, 7, 1);
        List<StoreEvent> events = List.of(
                new StoreEvent.Restored(CommittedState.EMPTY),
                new StoreEvent.Committed(takeover),
                new StoreEvent.Committed(new LeaderWrite.Heartbeat(1, 7, 1, 1, false)),
                new StoreEvent.Committed(takeover), // refused: another leads
                new StoreEvent.Committed(
                        table(1, 0, new TableChange.Joined(OWNER, new OwnerAddress("here:1")))),
                new StoreEvent.Committed(table(1, 1, new TableChange.Granted(KeyRange.ALL, OWNER))),
                new StoreEvent.Committed(table(
                        1,
                        2,
                        new TableChange.Freed(KeyRange.ALL, OWNER, 2, TableChange.Cause.EXPIRED))),
                new StoreEvent.Committed(table(0, 3, new TableChange.Left(OWNER))), // refused
                new StoreEvent.Committed(table(1, 9, new TableChange.Left(OWNER)))); // refused
        long before = System.nanoTime();

        events.forEach(store);

        assertThat(followed).isEqualTo(events);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).matches("takeover 1 -?\\d+");
        assertThat(lines.get(1)).matches("table chat 1 -?\\d+ 0");
        assertThat(lines.getLast()).matches("table chat 3 -?\\d+ 1");
        assertThat(Long.parseLong(lines.getLast().split(" ", -1)[3]) - before).isNotNegative();
    }

    private static TableRecord table(long term, long follows, TableChange change) {
        return new TableRecord(term, new ServiceName("chat"), follows, List.of(change));
    }
}

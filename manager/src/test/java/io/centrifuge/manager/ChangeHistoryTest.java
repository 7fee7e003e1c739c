package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableChange.Cause;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import io.centrifuge.protocol.admin.HistoryReport.Kind;
import io.centrifuge.testsupport.MovedClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeHistoryTest {
    private static final ServiceName CHAT = new ServiceName("chat");
    private static final OwnerRef ALICE = new OwnerRef(new OwnerId("alice"), 1);
    private static final OwnerRef AGAIN = new OwnerRef(new OwnerId("alice"), 9);
    private static final OwnerRef BOB = new OwnerRef(new OwnerId("bob"), 2);
    private static final KeyRange LOW = new KeyRange(0, 1L << 40);
    private static final KeyRange HIGH = new KeyRange(1L << 40, 0);
    private static final HistoryQuestion ALL =
            new HistoryQuestion(CHAT, Optional.empty(), Optional.empty());

    /** The number of this process; another one leads. */
    private static final long OWN = 99;

    private final MovedClock clock = new MovedClock();
    private final ChangeHistory history = new ChangeHistory(clock, "m1", OWN);
    private CommittedState state = CommittedState.begun(new UUID(0, 1));

    private void commit(StoreRecord record) {
        history.applied(record, state);
        state = state.apply(record).orElseThrow();
    }

    private void change(TableChange... changes) {
        commit(new TableRecord(
                state.leader().term(), CHAT, state.table(CHAT).lsn(), List.of(changes)));
    }

    private void aliceHasAll() {
        commit(new LeaderWrite.TakeOver(state.leader(), 7, 1));
        change(
                new TableChange.Joined(ALICE, new OwnerAddress("a:1")),
                new TableChange.Joined(BOB, new OwnerAddress("b:1")));
        change(new TableChange.Granted(LOW, ALICE), new TableChange.Granted(HIGH, ALICE));
    }

    private HistoryReport answer(HistoryQuestion question) {
        return history.answer(question, 0, true);
    }

    private List<Kind> kinds(HistoryQuestion question) {
        return answer(question).changes().stream().map(Change::kind).toList();
    }

    private static TableChange freed(KeyRange range, OwnerRef holder, long number, Cause cause) {
        return new TableChange.Freed(range, holder, number, cause);
    }

    @Test
    void eachChangeHasItsReason() {
        aliceHasAll();
        change(freed(LOW, ALICE, 2, Cause.RELEASED));
        change(new TableChange.Granted(LOW, BOB));
        change(new TableChange.Drained(BOB));
        change(freed(LOW, BOB, 4, Cause.RELEASED));
        change(new TableChange.Granted(LOW, ALICE));
        change(new TableChange.Transferred(LOW, ALICE, 7, BOB));
        change(new TableChange.Evicted(BOB));
        change(freed(LOW, BOB, 8, Cause.EXPIRED));
        change(new TableChange.Granted(LOW, ALICE));
        change(new TableChange.Merged(KeyRange.ALL, ALICE));
        change(new TableChange.Joined(AGAIN, new OwnerAddress("a:2")));
        change(freed(KeyRange.ALL, ALICE, 12, Cause.RELEASED));
        change(new TableChange.Granted(KeyRange.ALL, AGAIN));
        change(freed(HIGH, AGAIN, 15, Cause.EXPIRED));
        change(freed(LOW, AGAIN, 15, Cause.RELEASED), new TableChange.Left(AGAIN));

        assertThat(kinds(ofKey(0)))
                .containsExactly(
                        Kind.GRANTED,
                        Kind.RECALLED,
                        Kind.GRANTED,
                        Kind.DRAINED,
                        Kind.GRANTED,
                        Kind.HANDED_ON,
                        Kind.EVICTED,
                        Kind.GRANTED,
                        Kind.MERGED,
                        Kind.SUPERSEDED,
                        Kind.GRANTED,
                        Kind.OWNER_LEFT);
        assertThat(kinds(ofKey(-1))).endsWith(Kind.EXPIRED);
        assertThat(kinds(new HistoryQuestion(CHAT, Optional.empty(), Optional.of(BOB.id()))))
                .containsExactly(
                        Kind.JOINED,
                        Kind.GRANTED,
                        Kind.DRAIN_ORDERED,
                        Kind.DRAINED,
                        Kind.HANDED_ON,
                        Kind.EVICTION_ORDERED,
                        Kind.EVICTED);
        assertThat(kinds(ALL)).contains(Kind.JOINED_AGAIN, Kind.LEFT);
    }

    private static HistoryQuestion ofKey(long hash) {
        return new HistoryQuestion(CHAT, Optional.of(hash), Optional.empty());
    }

    @Test
    void whatCameBeforeThisProcessAnnouncedItselfHasNoTime() {
        aliceHasAll();
        clock.advance(Duration.ofSeconds(20));
        commit(new FormatRecord.Reads("m1", new FormatRange(1, 3)));
        announce(OWN - 1);
        change(new TableChange.Drained(ALICE));
        assertThat(answer(ALL).changes()).allMatch(change -> change.at().isEmpty());

        announce(OWN);
        clock.advance(Duration.ofMillis(500));
        change(new TableChange.Undrained(ALICE));
        assertThat(answer(ALL).changes().getLast().at())
                .contains(answer(ALL).since().plusMillis(20_500));
    }

    private void announce(long process) {
        commit(new ClusterRecord.Manager("m1", new ManagerPlace(Optional.empty(), process)));
    }

    @Test
    void whatComesAfterItTookOverHasATime() {
        commit(new LeaderWrite.TakeOver(state.leader(), OWN, 1));
        change(new TableChange.Joined(ALICE, new OwnerAddress("a:1")));
        assertThat(answer(ALL).changes()).allMatch(change -> change.at().isPresent());
    }

    @Test
    void theNewestAreKeptAndAnswered() {
        aliceHasAll();
        for (int i = 0; i < ChangeHistory.MOST; i++) {
            change(i % 2 == 0 ? new TableChange.Drained(BOB) : new TableChange.Undrained(BOB));
        }

        HistoryReport report = answer(ALL);
        assertThat(report.changes()).hasSize(ChangeHistory.MOST_ANSWERED);
        assertThat(report.left()).isEqualTo(ChangeHistory.MOST - ChangeHistory.MOST_ANSWERED);
        assertThat(report.changes().getLast().lsn()).isEqualTo(state.table(CHAT).lsn());
    }

    @Test
    void aRemovalIsRemembered() {
        aliceHasAll();
        change(freed(LOW, ALICE, 2, Cause.RELEASED), freed(HIGH, ALICE, 2, Cause.RELEASED));
        change(new TableChange.Left(ALICE), new TableChange.Left(BOB));
        change(new TableChange.Removed());

        assertThat(kinds(ALL)).hasSize(9).endsWith(Kind.SERVICE_REMOVED);
    }
}

package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each contradiction halts; and who is remembered of a name. */
class LeaseTableTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerAddress ADDRESS = new OwnerAddress("a:80");
    private static final KeyRange LOW = new KeyRange(0, Long.MIN_VALUE);
    private static final KeyRange HIGH = new KeyRange(Long.MIN_VALUE, 0);
    private static final KeyRange MIDDLE = new KeyRange(5, -5);
    private static final OwnerRef A = ref("a", 1);
    private static final OwnerRef A2 = ref("a", 2);
    private static final OwnerRef B = ref("b", 1);
    private static final TableChange.Cause RELEASED = TableChange.Cause.RELEASED;

    private LeaseTable table = LeaseTable.empty(SERVICE, 0);

    private static OwnerRef ref(String name, long incarnation) {
        return new OwnerRef(new OwnerId(name), incarnation);
    }

    private static TableChange joins(OwnerRef owner) {
        return new TableChange.Joined(owner, ADDRESS);
    }

    private void apply(TableChange... changes) {
        table = table.apply(new TableRecord(1, SERVICE, table.lsn(), List.of(changes)));
    }

    private void assertHalts(String message, TableChange... changes) {
        TableRecord record = new TableRecord(1, SERVICE, table.lsn(), List.of(changes));
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> table.apply(record))
                .withMessageContaining(message);
    }

    /** A and B are here; A holds the lower half under 2, B the upper one under 3. */
    private void halves() {
        apply(joins(A), joins(B));
        apply(new TableChange.Granted(LOW, A));
        apply(new TableChange.Granted(HIGH, B));
    }

    @Test
    void aRecordThatFollowsAnotherTable() {
        halves();
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> table.apply(new TableRecord(1, SERVICE, 2, List.of())))
                .withMessage("record follows LSN 2, table presence is at 3");
    }

    @Test
    void grantingAHeldRange() {
        halves();
        assertHalts("is held", new TableChange.Granted(LOW, B));
        assertHalts("is held", new TableChange.Granted(MIDDLE, A));
        apply(new TableChange.Freed(LOW, A, 2, RELEASED));
        assertHalts("is held", new TableChange.Granted(KeyRange.ALL, B));
        apply(new TableChange.Granted(LOW, B));
    }

    @Test
    void grantingTwiceInOneRecord() {
        apply(joins(A), joins(B));
        assertHalts(
                "doesn't grow",
                new TableChange.Granted(LOW, A),
                new TableChange.Granted(MIDDLE, B));
    }

    @Test
    void freeingWithAWrongNumberOrHolder() {
        halves();
        assertHalts("not number 3", new TableChange.Freed(LOW, A, 3, RELEASED));
        assertHalts("not number 1", new TableChange.Freed(LOW, A, 1, RELEASED));
        assertHalts("b#0000000000000001 doesn't hold", new TableChange.Freed(LOW, B, 2, RELEASED));
        assertHalts("doesn't hold", new TableChange.Freed(MIDDLE, A, 2, RELEASED));
        apply(new TableChange.Freed(LOW, A, 2, RELEASED));
        assertHalts("doesn't hold", new TableChange.Freed(LOW, A, 2, RELEASED));
    }

    @Test
    void transferringWhatIsNotHeldSo() {
        halves();
        assertHalts("not number 3", new TableChange.Transferred(LOW, A, 3, B));
        assertHalts("doesn't hold", new TableChange.Transferred(LOW, B, 2, B));
        assertHalts("doesn't have its name", new TableChange.Transferred(LOW, A, 2, A2));
        apply(new TableChange.Transferred(LOW, A, 2, B));
        assertThat(table.entries().get(0)).isEqualTo(new LeaseEntry(B, 4, 2));
    }

    @Test
    void mergingWhatIsNotAllHeld() {
        halves();
        assertHalts("doesn't hold", new TableChange.Merged(KeyRange.ALL, A));
        apply(new TableChange.Transferred(LOW, A, 2, B));
        apply(new TableChange.Merged(KeyRange.ALL, B));
        assertThat(table.entries().value(0)).isEqualTo(new LeaseEntry(B, 5, 5, LossCause.MERGED));
        assertThat(table.entries().size()).isEqualTo(1);
    }

    @Test
    void grantingToWhoHasNotTheName() {
        assertHalts("doesn't have its name", new TableChange.Granted(LOW, A));
        apply(joins(A));
        apply(joins(A2));
        assertHalts("a#0000000000000001 doesn't have its name", new TableChange.Granted(LOW, A));
        apply(new TableChange.Granted(LOW, A2));
    }

    @Test
    void drainingWhoHasNotTheName() {
        assertHalts("doesn't have its name", new TableChange.Drained(A));
        apply(joins(A));
        apply(new TableChange.Drained(A));
        assertThat(table.isIn(A, OwnerState.DRAINING)).isTrue();
        assertThat(table.current(A.id())).contains(A);
        apply(joins(A2));
        assertHalts("doesn't have its name", new TableChange.Drained(A));
    }

    @Test
    void leavingWhileHoldingOrAbsent() {
        halves();
        assertHalts("leaves and holds a lease", new TableChange.Left(A));
        assertHalts("leaves and is not here", new TableChange.Left(A2));
        apply(new TableChange.Freed(LOW, A, 2, RELEASED), new TableChange.Left(A));
        assertThat(table.owners()).containsOnlyKeys(B);
        assertHalts("leaves and is not here", new TableChange.Left(A));
    }

    @Test
    void joiningTwice() {
        apply(joins(A));
        assertHalts("a#0000000000000001 joins twice", joins(A));
        apply(joins(A2));
        assertHalts("a#0000000000000001 joins twice", joins(A));
    }

    @Test
    void theLastToJoinHasTheName() {
        apply(joins(A2));
        apply(joins(A));
        assertThat(table.current(A.id())).contains(A);
        assertThat(table.isIn(A2, OwnerState.SUPERSEDED)).isTrue();
        assertThat(table.owners().get(A).joinedAt()).isEqualTo(2);
        assertThat(table.current(B.id())).isEmpty();
    }

    @Test
    void theNewestSupersededAreRememberedAndHoldersNeverForgotten() {
        apply(joins(A));
        apply(new TableChange.Granted(LOW, A));
        List<OwnerRef> later = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            // Numbers in no order: age is that of the record, not of the incarnation's number.
            later.add(ref("a", 1000 + i * 7 % 30));
            apply(joins(later.getLast()));
            int remembered = Math.min(later.size(), 1 + LeaseTable.SUPERSEDED_REMEMBERED);
            List<OwnerRef> expected =
                    new ArrayList<>(later.subList(later.size() - remembered, later.size()));
            expected.add(A);
            assertThat(table.owners().keySet()).containsExactlyInAnyOrderElementsOf(expected);
        }
        apply(new TableChange.Freed(LOW, A, 2, RELEASED));
        apply(joins(ref("a", 5000)));
        assertThat(table.owners()).hasSize(9).doesNotContainKey(A);
    }

    @Test
    void allAreForgottenWhenTheNameIsFree() {
        apply(joins(A), joins(B));
        apply(new TableChange.Granted(LOW, A));
        apply(joins(A2));
        apply(joins(ref("a", 3)));
        apply(new TableChange.Left(ref("a", 3)));
        assertThat(table.owners()).containsOnlyKeys(A, B);
        assertThat(table.isIn(A, OwnerState.SUPERSEDED)).isTrue();
        apply(new TableChange.Freed(LOW, A, 2, RELEASED), new TableChange.Left(A));
        assertThat(table.owners()).containsOnlyKeys(B);
    }
}

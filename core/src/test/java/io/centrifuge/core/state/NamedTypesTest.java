package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.InvariantViolation;
import org.junit.jupiter.api.Test;

/** The small values of the lease table. */
class NamedTypesTest {
    private static final OwnerId A = new OwnerId("a");

    @Test
    void namesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceName(" x"))
                .withMessage("service name \" x\" begins or ends with white space: remove it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerId(""))
                .withMessage("owner id is empty: give it at least one character");
        assertThat(new ServiceName("presence")).hasToString("presence");
        assertThat(new OwnerId("web-1")).hasToString("web-1");
    }

    @Test
    void namesAreInTheOrderOfTheirText() {
        assertThat(new ServiceName("a")).isLessThan(new ServiceName("b"));
        assertThat(A).isLessThan(new OwnerId("b")).isEqualByComparingTo(new OwnerId("a"));
    }

    @Test
    void incarnationsAreUnsigned() {
        OwnerRef low = new OwnerRef(A, 1);
        OwnerRef high = new OwnerRef(A, -1);
        assertThat(low).isLessThan(high);
        assertThat(high).isLessThan(new OwnerRef(new OwnerId("b"), 0));
        assertThat(high).hasToString("a#ffffffffffffffff");
    }

    @Test
    void lossIsAStateSinceAboveTheNumberLastSeen() {
        OwnerRef owner = new OwnerRef(A, 1);
        LeaseEntry seen = new LeaseEntry(owner, 7, 3);
        assertThat(seen.lostBy(seen)).isFalse();
        assertThat(seen.lostBy(new LeaseEntry(owner, 9, 7))).isFalse();
        assertThat(seen.lostBy(new LeaseEntry(owner, 9, 8))).isTrue();
        assertThat(seen.lostBy(new LeaseEntry(null, 7, 8))).isTrue();
        assertThat(new LeaseEntry(null, 7, 8).lostBy(new LeaseEntry(owner, 9, 9)))
                .isFalse();
        assertThat(LeaseEntry.NEVER_LEASED.lostBy(seen)).isFalse();
    }

    @Test
    void impossibleEntriesHalt() {
        OwnerRef owner = new OwnerRef(A, 1);
        assertHalts(owner, 0, 0);
        assertHalts(owner, 5, 6);
        assertHalts(owner, 5, -1);
        assertHalts(null, -1, 0);
        assertHalts(null, 0, -1);
        assertThat(new LeaseEntry(null, 5, 6).isFree()).isTrue();
    }

    private static void assertHalts(OwnerRef holder, long number, long stateSince) {
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> new LeaseEntry(holder, number, stateSince))
                .withMessage(
                        "no such lease entry: %s, number %d, state since %d",
                        holder, number, stateSince);
    }
}

package io.centrifuge.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** "Formats". The group writes format 3, and members of a later release read format 4, too. */
class FormatRulesTest {
    private static final FormatRange OLD = new FormatRange(1, 3);
    private static final FormatRange NEW = new FormatRange(1, 4);

    private static CommittedState reads(CommittedState state, String member, FormatRange formats) {
        return state.apply(new FormatRecord.Reads(member, formats)).orElseThrow();
    }

    private static CommittedState group(FormatRange m1, FormatRange m2) {
        return reads(reads(CommittedState.EMPTY, "m1", m1), "m2", m2);
    }

    private static FormatRecord raise(int format, String... group) {
        return new FormatRecord.Raise(format, Set.of(group));
    }

    private static int written(CommittedState state, FormatRecord... records) {
        CommittedState after = state;
        for (FormatRecord record : records) {
            after = after.apply(record).orElse(after);
        }
        return after.formats().written();
    }

    @Test
    void theFormatIsRaisedOnceAllReadIt() {
        assertThat(written(group(NEW, NEW), raise(4, "m1", "m2"))).isEqualTo(4);
    }

    /** Among them one that the group is about to be given, and does not have yet. */
    @Test
    void aMemberThatDoesNotReadAFormatHoldsItBack() {
        assertThat(written(group(NEW, OLD), raise(4, "m1", "m2"))).isEqualTo(3);
        assertThat(written(group(NEW, OLD), raise(4, "m1"))).isEqualTo(3);
        assertThat(written(group(NEW, OLD), new FormatRecord.Gone("m2"), raise(4, "m1")))
                .isEqualTo(4);
    }

    /** What one says that went back to the older release counts, and not what it said before. */
    @Test
    void aMembersLastWordCounts() {
        assertThat(written(reads(group(NEW, NEW), "m2", OLD), raise(4, "m1", "m2")))
                .isEqualTo(3);
    }

    @Test
    void aMemberThatHasSaidNothingHoldsTheFormatBack() {
        assertThat(written(group(NEW, NEW), raise(4, "m1", "m2", "m3"))).isEqualTo(3);
    }

    @Test
    void theFormatNeverGoesBack() {
        CommittedState raised = group(NEW, NEW).apply(raise(4, "m1", "m2")).orElseThrow();
        assertThat(written(raised, raise(3, "m1", "m2"))).isEqualTo(4);
    }

    @Test
    void whoDoesNotReadWhatTheGroupWritesIsNotListed() {
        CommittedState raised = group(NEW, NEW).apply(raise(4, "m1", "m2")).orElseThrow();
        assertThat(raised.apply(new FormatRecord.Reads("m3", OLD))).isEmpty();
        assertThat(raised.apply(new FormatRecord.Reads("m2", OLD))).isEmpty();
    }

    @Test
    void aRestoredStoreKeepsTheFormatAndForgetsTheMembers() {
        CommittedState raised = group(NEW, NEW).apply(raise(4, "m1", "m2")).orElseThrow();
        CommittedState restored = raised.restoredAs(1, 0);
        assertThat(restored.formats().written()).isEqualTo(4);
        assertThat(restored.formats().members()).isEmpty();
    }
}

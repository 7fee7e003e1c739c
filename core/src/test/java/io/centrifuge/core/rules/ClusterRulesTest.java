package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.time.LeaderTiming;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** "One cluster": what is committed of it. */
class ClusterRulesTest {
    private static final UUID X = new UUID(1, 1);
    private static final UUID Y = new UUID(2, 2);
    private static final ManagerPlace PLACE = new ManagerPlace(Optional.of("m1:7400"), 11);

    private static CommittedState named(UUID id, boolean grantsAtOnce) {
        return CommittedState.EMPTY
                .apply(new ClusterRecord.Named(id, grantsAtOnce))
                .orElseThrow();
    }

    private static CommittedState withManager() {
        return named(X, true)
                .apply(new FormatRecord.Reads("m1", new FormatRange(1, 3)))
                .flatMap(listed -> listed.apply(new ClusterRecord.Manager("m1", PLACE)))
                .orElseThrow();
    }

    @Test
    void aStoreIsNamedOnce() {
        assertThat(named(X, true).apply(new ClusterRecord.Named(Y, true))).isEmpty();
    }

    @Test
    void aNewStoreGrantsNothingBeforeALeaderHasWaited() {
        assertThat(named(X, false).leader().restored()).isTrue();
        assertThat(named(X, true).leader()).isEqualTo(LeaderRecord.NONE);
    }

    @Test
    void aManagerTakesNoPartBeforeItsStoreHasItsName() {
        DrivenManager manager = new DrivenManager(
                        11, LeaseTiming.STANDARD, LeaderTiming.STANDARD, 1)
                .on(new ManagerEvent.Restored(CommittedState.EMPTY), at(0))
                .wake(at(60_000));
        assertThat(manager.proposed).isEmpty();
        assertThat(manager.machine.view().storeRead()).isFalse();

        manager.sees(new ClusterRecord.Named(X, false), at(60_000)).commitAll(at(60_000));
        assertThat(manager.leads()).isTrue();
        assertThat(manager.machine.view().state().leader().restored()).isTrue();
    }

    /** It knows what it has leased. */
    @Test
    void aStoreThatALeaderHadBeforeItWasNamedGoesOn() {
        CommittedState led = CommittedState.EMPTY
                .apply(new LeaderWrite.TakeOver(LeaderRecord.NONE, 11, 18))
                .flatMap(state -> state.apply(new ClusterRecord.Named(X, false)))
                .orElseThrow();
        assertThat(led.leader().restored()).isFalse();
        assertThat(led.leader().term()).isEqualTo(1);
    }

    @Test
    void theLeadersAddressIsFoundByItsProcess() {
        assertThat(withManager().cluster().addressOf(11)).contains("m1:7400");
        assertThat(withManager().cluster().addressOf(12)).isEmpty();
    }

    /** Else clients that come with a new group would leave its managers alone for a while. */
    @Test
    void aMemberIsNamedBeforeItsManagerHasSaidAnything() {
        CommittedState listed = withManager()
                .apply(new FormatRecord.Reads("m2", new FormatRange(1, 3)))
                .orElseThrow();
        assertThat(Introduction.of(listed, "m1", true).orElseThrow().managers())
                .isEqualTo(Map.of("m1", Optional.of("m1:7400"), "m2", Optional.empty()));
    }

    @Test
    void whatAManagerSaidEndsWithItsMembership() {
        CommittedState removed =
                withManager().apply(new FormatRecord.Gone("m1")).orElseThrow();
        assertThat(removed.cluster().managers()).isEmpty();
        assertThat(removed.apply(new ClusterRecord.Manager("m1", PLACE))).isEmpty();
    }

    @Test
    void aRestoredStoreIsTheSameClusterAndItsManagersAreStruckOutOneByOne() {
        CommittedState restored = withManager().restoredAs(1, 0);
        assertThat(restored.cluster()).isEqualTo(withManager().cluster());
        assertThat(restored.apply(new FormatRecord.Gone("m1"))
                        .orElseThrow()
                        .cluster()
                        .managers())
                .isEmpty();
        assertThat(restored.apply(new FormatRecord.Gone("m2"))).isEmpty();
    }
}

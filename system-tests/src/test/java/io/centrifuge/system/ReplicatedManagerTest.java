package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three managers over a replicated store, whose leader is killed, with owners and a
 * lookup at work (docs/protocol.md, "Election and takeover").
 */
class ReplicatedManagerTest {
    /** {@code -Dcentrifuge.leader-kills}: how often the leader is killed. */
    private static final int KILLS = Integer.getInteger("centrifuge.leader-kills", 3);

    private static final LeaseTiming LONG = new LeaseTiming(
            Duration.ofSeconds(20), Duration.ofSeconds(24), Duration.ofSeconds(5), 1.2);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    @Test
    void nobodyNoticesThatTheLeaderIsKilled() {
        ManagerGroup managers = started.ending(new ManagerGroup(folder, LONG));
        Losses lookup = started.ending(new Losses("chat", managers.addresses()));
        OwnerChild first = started.ending(managers.owner(1));
        OwnerChild second = started.ending(managers.owner(2));
        lookup.awaitSettled(first, second);
        LeaseTable table = managers.awaitLeader().table("chat");
        List<long[]> numbers = List.of(first.numbers(), second.numbers());
        List<Long> lost = List.of(first.counters().lost(), second.counters().lost());
        lookup.forget();

        for (int i = 0; i < KILLS; i++) {
            ManagerChild killed = managers.awaitLeader();
            killed.kill();
            ManagerChild next = managers.awaitLeader(managers.others(killed));
            next.awaitRenewalsOf(2);
            assertThat(next.table("chat")).isEqualTo(table);
            killed.start();
            Eventually.that(
                    "the manager that is back follows",
                    () -> killed.hasReadItsStore()
                            && killed.status().services().stream()
                                    .anyMatch(chat -> chat.lsn() == table.lsn()));
            assertThat(killed.table("chat")).isEqualTo(table);
        }

        assertThat(List.of(first.numbers(), second.numbers()))
                .usingRecursiveComparison()
                .isEqualTo(numbers);
        assertThat(List.of(first.counters().lost(), second.counters().lost())).isEqualTo(lost);
        assertThat(lookup.ranges()).isEmpty();
        assertThat(lookup.findable()).isEqualTo(Keys.COUNT);
        HeldRun.assertExclusive(first.runs(), second.runs());
    }
}

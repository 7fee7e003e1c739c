package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three managers over a replicated store, whose leader is paused, with owners and a
 * lookup at work (docs/protocol.md, "Election and takeover").
 */
class PausedLeaderTest {
    private static final LeaseTiming SHORT = new LeaseTiming(
            Duration.ofSeconds(10), Duration.ofSeconds(12), Duration.ofMillis(2_500), 1.2);

    private static final Duration PAUSE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    /**
     * Stopped for so long that by its clocks every lease has run out, and asked meanwhile: when it
     * goes on it answers nobody as leader, and commits nothing.
     */
    @Test
    void aLeaderThatWasPausedLeadsNoMore() {
        ManagerGroup managers = started.ending(new ManagerGroup(folder, SHORT));
        Losses lookup = started.ending(new Losses("chat", managers.addresses()));
        OwnerChild first = started.ending(managers.owner(1));
        OwnerChild second = started.ending(managers.owner(2));
        lookup.awaitSettled(first, second);
        ManagerChild paused = managers.awaitLeader();
        StubbornOwner asking = started.ending(new StubbornOwner("other", paused.address()));
        Eventually.that("it has its list", asking::isSettled);
        lookup.forget();
        List<Long> lost = List.of(first.counters().lost(), second.counters().lost());
        LeaseTable table = managers.awaitLeader().table("chat");
        long term = paused.term();

        asking.ask();
        Eventually.that("it has its answer", asking::isSettled);
        paused.pause();
        long pausedAt = System.nanoTime();
        int heard = asking.heard().size();
        ManagerChild next = managers.awaitLeader(managers.others(paused));
        assertThat(next.term()).isGreaterThan(term);
        next.awaitRenewalsOf(2);
        Eventually.that(
                "the new leader has ended what nobody renews",
                () -> holders(next.table("other")) == 0);
        asking.ask();
        Eventually.always("it leads", remaining(pausedAt), next::isLeading);
        LeaseTable other = next.table("other");
        paused.resume();

        // What it shows is as old as its last event, until it has handled the next.
        Eventually.that("it finds itself deposed", () -> !paused.isLeading());
        Eventually.always(
                "it leads no more",
                LeaderTiming.STANDARD.lease().multipliedBy(2),
                () -> !paused.isLeading());
        asking.ask();
        Eventually.that(
                "it answers that it doesn't lead",
                asking::end,
                () -> asking.heard().size() > heard);
        assertThat(asking.heard().subList(heard, asking.heard().size()))
                .hasOnlyElementsOfType(ManagerMessage.NotLeading.class);
        assertThat(next.isLeading()).isTrue();
        assertThat(next.table("chat")).isEqualTo(table);
        assertThat(next.table("other")).isEqualTo(other);
        assertThat(List.of(first.counters().lost(), second.counters().lost())).isEqualTo(lost);
        assertThat(lookup.ranges()).isEmpty();
        HeldRun.assertExclusive(first.runs(), second.runs());
    }

    private static long holders(LeaseTable table) {
        return table.entries().pieces(entry -> entry.holder() != null).size();
    }

    private static Duration remaining(long pausedAt) {
        return PAUSE.minusNanos(System.nanoTime() - pausedAt);
    }
}

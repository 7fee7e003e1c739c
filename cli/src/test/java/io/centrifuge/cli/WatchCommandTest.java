package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchCommandTest {
    private final TestManager manager = TestManager.startInRealTime(LeaseTiming.FAST);
    private final Launcher launcher =
            new Launcher(Map.of("CENTRIFUGE_MANAGER", manager.address().toString()));
    private final Owner owner = Owner.builder()
            .service("rendezvous")
            .id("b1")
            .address("127.0.0.1:8001")
            .managers(manager.address().toString())
            .build();

    @AfterEach
    void end() {
        owner.close();
        manager.close();
    }

    @Test
    void showsServicesThatComeAndChangesAndLosses() throws Exception {
        Launcher.Running watch = launcher.start("watch");
        watch.await(out -> out.contains("no services yet"));

        owner.start();
        watch.await(out -> out.contains("watching rendezvous at " + manager.address()));
        watch.await(out -> out.contains(" -> b1") || out.contains("0 unowned"));
        owner.close();
        watch.await(out -> out.contains("b1 -> -: 1 range (100.0 %), LOSS (released)\n"));

        assertThat(watch.interrupt()).isZero();
    }

    @Test
    void showsEachRangeIfItIsTold() throws Exception {
        Launcher.Running watch = launcher.start("watch", "rendezvous", "-v");
        watch.await(out -> out.contains("watching rendezvous at"));

        owner.start();
        watch.await(out -> out.contains(" - -> b1: 1 range (100.0 %)\n")
                && out.contains("\n    [0000000000000000, ffffffffffffffff+) - -> b1\n"));

        assertThat(watch.interrupt()).isZero();
    }

    @Test
    void goesOnThroughARestartOfTheManager() throws Exception {
        Launcher.Running watch = launcher.start("watch", "rendezvous");
        watch.await(out -> out.contains("watching rendezvous at"));
        watch.await(out -> out.contains(manager.address() + " leads, term 1\n"));

        manager.stop();
        watch.await(out -> out.contains("lost manager " + manager.address()));
        // It may have said meanwhile that it leads no more.
        watch.await(Pattern.compile(manager.address() + "(, which led,)? does not answer \\(")
                .asPredicate());
        manager.startAgain();
        watch.await(out -> out.contains("watching rendezvous again at"));
        watch.await(Pattern.compile(
                        manager.address() + " leads, term 2, after \\d+\\.\\d s without a leader\n")
                .asPredicate());
        owner.start();
        watch.await(out -> out.contains(" - -> b1: "));

        assertThat(watch.interrupt()).isZero();
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        Launcher.Running watch = launcher.start("watch", "rendezvous", "--json", "-v");
        watch.await(out -> out.contains("\"table\"") && out.contains("\"leader\""));
        owner.start();
        watch.await(out -> out.contains("\"change\""));
        assertThat(watch.interrupt()).isZero();

        JsonNode leader = first("manager", watch);
        assertThat(leader.get("manager").asText()).isEqualTo(manager.address().toString());
        assertThat(leader.get("role").asText()).isEqualTo("leader");
        assertThat(leader.get("term").asInt()).isEqualTo(1);
        assertThat(leader.get("leaderless_ms").isNull()).isTrue();
        JsonNode table = first("table", watch);
        assertThat(table.get("unowned_ranges").asInt()).isEqualTo(1);
        JsonNode move = first("move", watch);
        assertThat(move.at("/from/0/owner").isNull()).isTrue();
        assertThat(move.at("/to/0/owner").asText()).isEqualTo("b1");
        assertThat(move.get("ranges").asInt()).isPositive();
        assertThat(move.get("loss").asBoolean()).isFalse();
        JsonNode change = first("change", watch);
        assertThat(change.get("time").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(change.get("start").asText()).hasSize(16);
        assertThat(change.at("/from/owner").isNull()).isTrue();
        assertThat(change.at("/to/owner").asText()).isEqualTo("b1");
        assertThat(change.get("loss").asBoolean()).isFalse();
    }

    private static JsonNode first(String type, Launcher.Running watch) throws IOException {
        for (String line : watch.out().split("\n", -1)) {
            JsonNode node = new JsonMapper().readTree(line);
            if (node.path("type").asText().equals(type)) {
                return node;
            }
        }
        throw new AssertionError("no line has the type " + type);
    }
}

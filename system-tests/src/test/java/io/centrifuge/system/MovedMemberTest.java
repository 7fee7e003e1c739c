package io.centrifuge.system;

import io.centrifuge.LeaseTiming;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members of a store that know each other by names, and come back with other IP addresses, as pods
 * do. The names are in a file that takes the place of the name service in each process.
 */
class MovedMemberTest {
    /** {@code -Dcentrifuge.moves}: of one that follows, then of the one that leads, and so on. */
    private static final int MOVES = Integer.getInteger("centrifuge.moves", 1);

    /** Within which the members' JVMs look for a name's address again; by default it is 30 s. */
    private static final int KEPT_SECONDS = 5;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private final Map<String, String> names = new TreeMap<>();
    private final List<ManagerChild> managers = new ArrayList<>();
    private int addresses;
    private int services;

    @Test
    void membersAreFoundAgainAtOtherAddressesOfTheirNames() throws Exception {
        found();
        allFollow();

        for (int i = 0; i < MOVES; i++) {
            ManagerChild leader = ManagerChild.awaitLeader(managers);
            boolean follows = i % 2 == 0;
            move(managers.stream()
                    .filter(manager -> follows != manager.equals(leader))
                    .findFirst()
                    .orElseThrow());
            allFollow();
        }
    }

    private void found() throws IOException {
        List<String> ids = List.of("m1", "m2", "m3");
        for (String id : ids) {
            names.put(id, nextAddress());
        }
        writeNames();
        for (String id : ids) {
            managers.add(
                    started.ending(ManagerChild.member(host(id), folder, LeaseTiming.FAST, id)));
        }
        managers.forEach(ManagerChild::awaitListening);
        List<StoreMember> founders =
                managers.stream().map(ManagerChild::describe).toList();
        MemberStatus.Join join = new MemberStatus.Join(UUID.randomUUID(), founders, true);
        managers.forEach(manager -> manager.join(join));
    }

    /** Its members are reached at a name that this test's own process doesn't know. */
    private Host host(String id) {
        return new Host(
                "127.0.0.1",
                id + ".example",
                List.of(
                        "env",
                        "JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=%s -Dsun.net.inetaddr.ttl=%d"
                                .formatted(namesFile(), KEPT_SECONDS)));
    }

    private Path namesFile() {
        return folder.resolve("hosts");
    }

    /** All of 127.0.0.0/8 is loopback. */
    private String nextAddress() {
        addresses++;
        return "127.0.77." + addresses;
    }

    private void writeNames() throws IOException {
        Files.write(
                namesFile(),
                names.entrySet().stream()
                        .map(name -> name.getValue() + " " + name.getKey() + ".example")
                        .toList());
    }

    private void move(ManagerChild manager) throws IOException {
        manager.stop();
        names.put(manager.id(), nextAddress());
        writeNames();
        manager.start();
    }

    /** What is committed now reaches each of them. */
    private void allFollow() {
        ManagerChild leader = ManagerChild.awaitLeader(managers);
        services++;
        leader.fill("filler-" + services, 20);
        long applied = applied(leader);
        for (ManagerChild manager : managers) {
            Eventually.that(
                    manager.id() + " has all",
                    () -> "it has %d of %d".formatted(applied(manager), applied),
                    () -> applied(manager) >= applied);
        }
    }

    private static long applied(ManagerChild manager) {
        return manager.member().membership().orElseThrow().applied();
    }
}

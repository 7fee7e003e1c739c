package io.centrifuge.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.centrifuge.protocol.runtime.SystemClock;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerRouteTest {
    private static final long PATIENCE = 10_000_000_000L;

    private volatile List<String> behindName = List.of("10.0.0.1", "10.0.0.2", "10.0.0.3");

    private ManagerRoute route(String managers) {
        return route(managers, 0);
    }

    private ManagerRoute route(String managers, long seed) {
        return new ManagerRoute(
                "a client",
                ManagerAddresses.parse(managers),
                seed,
                SystemClock.INSTANCE,
                this::resolve);
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        List<InetAddress> found = new ArrayList<>();
        for (String address : behindName) {
            found.add(InetAddress.getByName(address)); // in digits, so nobody is asked
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private static List<String> round(ManagerRoute route, int tries) {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            seen.add(route.current().orElseThrow().toString());
            route.next();
        }
        return seen;
    }

    @Test
    void aListStandsForItself() {
        List<String> seen = round(route("a:1,b:1"), 4);
        assertThat(seen.subList(0, 2)).containsExactlyInAnyOrder("a:1", "b:1");
        assertThat(seen.subList(2, 4)).isEqualTo(seen.subList(0, 2));
        assertThat(round(route("10.0.0.9:1"), 2)).containsExactly("10.0.0.9:1", "10.0.0.9:1");
        assertThat(round(route("[::1]:1"), 1)).containsExactly("[::1]:1");
    }

    /** Before it is resolved it stands for itself, and afterwards for all managers behind it. */
    @Test
    void aNameStandsForAllThatItResolvesTo() {
        ManagerRoute route = route("managers:1");
        assertThat(route.current()).contains(ManagerEndpoint.of(new ManagerAddress("managers", 1)));
        awaitRound(
                route, "managers:1 (10.0.0.1)", "managers:1 (10.0.0.2)", "managers:1 (10.0.0.3)");
        behindName = List.of("10.0.0.4");
        awaitRound(route, "managers:1 (10.0.0.4)");
        behindName = List.of();
        awaitRound(route, "managers:1 (10.0.0.4)");
    }

    private static void awaitRound(ManagerRoute route, String... expected) {
        long deadline = System.nanoTime() + PATIENCE;
        List<String> wanted = List.of(expected);
        while (!wanted.containsAll(round(route, wanted.size()))
                || !round(route, wanted.size()).containsAll(wanted)) {
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** One behind a name that refuses is left alone; the others are not. */
    @Test
    void refusalsAreOfEachManagerBehindAName() {
        ManagerRoute route = route("managers:1");
        awaitRound(
                route, "managers:1 (10.0.0.1)", "managers:1 (10.0.0.2)", "managers:1 (10.0.0.3)");
        ManagerEndpoint refusing = route.current().orElseThrow();
        assertThat(route.failed(refusing, Status.PERMISSION_DENIED).isRefusal()).isTrue();
        assertThat(round(route, 6)).doesNotContain(refusing.toString());
    }

    @Test
    void aNameCountsForThreeTries() {
        assertThat(ManagerAddresses.parse("managers:1").tries()).isEqualTo(3);
        assertThat(ManagerAddresses.parse("10.0.0.1:1").tries()).isEqualTo(1);
        assertThat(ManagerAddresses.parse("a:1,b:1").tries()).isEqualTo(2);
    }

    /** So that the others share what comes from one that is lost. */
    @ParameterizedTest
    @ValueSource(strings = {"a:1,b:1,c:1", "a:1,b:1,c:1,d:1,e:1"})
    void aThousandThatLoseTheirManagerAreSpreadOverTheOthers(String managers) {
        List<String> all = List.of(managers.split(","));
        Map<String, Integer> begun = new TreeMap<>();
        Map<String, Integer> next = new TreeMap<>();
        for (long seed = 0; seed < 1_000L * all.size(); seed++) {
            List<String> seen = round(route(managers, seed), 2);
            begun.merge(seen.getFirst(), 1, Integer::sum);
            if (seen.getFirst().equals("a:1")) {
                next.merge(seen.getLast(), 1, Integer::sum);
            }
        }
        assertThat(begun).containsOnlyKeys(all);
        assertThat(begun.values()).allSatisfy(count -> isNear(count, 1_000));
        assertThat(next).containsOnlyKeys(all.subList(1, all.size()));
        assertThat(next.values()).allSatisfy(count -> isNear(count, 1_000 / (all.size() - 1)));
    }

    private static void isNear(int count, int expected) {
        assertThat(count).isCloseTo(expected, withinPercentage(20));
    }

    /** Whatever order a name's addresses come in, and whoever else comes and goes. */
    @Test
    void aClientsOrderStaysWhenItsNameIsResolvedAgain() {
        ManagerDirectory directory =
                new ManagerDirectory(ManagerAddresses.parse("managers:1"), 4711, this::resolve);
        List<String> before = resolved(directory, List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        List<String> after = resolved(directory, List.of("10.0.0.4", "10.0.0.3", "10.0.0.1"));
        before.remove("10.0.0.2");
        after.remove("10.0.0.4");
        assertThat(after).isEqualTo(before);
    }

    private List<String> resolved(ManagerDirectory directory, List<String> addresses) {
        behindName = addresses;
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            directory.refresh();
            List<String> known = directory.known().stream()
                    .flatMap(manager -> manager.at().stream())
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toCollection(ArrayList::new));
            if (known.size() == addresses.size() && known.containsAll(addresses)) {
                return known;
            }
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }
}

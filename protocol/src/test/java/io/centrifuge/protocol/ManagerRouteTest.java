package io.centrifuge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ManagerRouteTest {
    private static final long PATIENCE = 10_000_000_000L;

    private volatile List<String> behindName = List.of("10.0.0.1", "10.0.0.2", "10.0.0.3");

    private ManagerRoute route(String managers) {
        return new ManagerRoute(
                ManagerAddresses.parse(managers), 0, ProcessClock.system(), this::resolve);
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
        assertThat(round(route("a:1,b:1"), 3)).containsExactly("a:1", "b:1", "a:1");
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
}

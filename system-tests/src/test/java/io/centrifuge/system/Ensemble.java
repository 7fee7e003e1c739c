package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.cli.Main;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three managers and five stores, each a process of its own, as in the paper. One thread. */
final class Ensemble implements AutoCloseable {
    private final List<ManagerChild> managers = new ArrayList<>();
    private final List<StoreChild> stores = new ArrayList<>();

    private Ensemble() {}

    /**
     * Starts them, puts the group together, and waits until a manager leads.
     *
     * @param host of each process, by its id: m1 to m3, s1 to s5
     */
    static Ensemble start(Path folder, LeaseTiming timing, Function<String, Host> host) {
        Ensemble ensemble = new Ensemble();
        boolean started = false;
        try {
            for (String id : List.of("s1", "s2", "s3", "s4", "s5")) {
                ensemble.stores.add(new StoreChild(host.apply(id), folder, id));
            }
            for (String id : List.of("m1", "m2", "m3")) {
                ensemble.managers.add(ManagerChild.member(host.apply(id), folder, timing, id));
            }
            ensemble.stores.forEach(StoreChild::awaitListening);
            ensemble.managers.forEach(ManagerChild::awaitListening);
            ensemble.putTogether(host.apply("m1"), folder);
            started = true;
            return ensemble;
        } finally {
            if (!started) {
                ensemble.close();
            }
        }
    }

    private void putTogether(Host host, Path folder) {
        List<String> command =
                new ArrayList<>(List.of("store", "create", "--insecure", "--timeout", "45s"));
        stores.forEach(store -> command.add(store.address()));
        command.addAll(List.of("--observers", addresses()));
        try (ChildProcess create = ChildProcess.start(host, Main.class, folder, command)) {
            int code = create.awaitEnd();
            assertThat(code).as("store create: %s", create.errors()).isZero();
        }
        awaitLeader();
    }

    List<ManagerChild> managers() {
        return List.copyOf(managers);
    }

    List<StoreChild> stores() {
        return List.copyOf(stores);
    }

    String addresses() {
        return managers.stream().map(ManagerChild::address).collect(Collectors.joining(","));
    }

    ManagerChild awaitLeader() {
        return ManagerChild.awaitLeader(managers);
    }

    /** All managers but this one. */
    List<ManagerChild> others(ManagerChild manager) {
        return managers.stream().filter(other -> !other.equals(manager)).toList();
    }

    /** Waits until it is known which of them leads the store's consensus. */
    StoreChild awaitStoreLeader() {
        StoreChild any = stores.getFirst();
        Eventually.that("the store has a leader", () -> !any.leader().equals("nobody"));
        String leader = any.leader();
        return stores.stream()
                .filter(store -> store.id.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** This one first, then the others. */
    List<StoreChild> storesFrom(StoreChild first) {
        return Stream.concat(
                        Stream.of(first), stores.stream().filter(store -> !store.equals(first)))
                .toList();
    }

    @Override
    public void close() {
        managers.forEach(ManagerChild::close);
        stores.forEach(StoreChild::close);
    }
}

package io.centrifuge.system;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.FreePorts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The test's side of a {@link ManagerProcess}; on the same port and data in all its lives. */
final class ManagerChild implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final Path folder;
    private final LeaseTiming timing;
    private final List<String> member;
    private final int port = FreePorts.next();
    private Release release = Release.THIS;
    private ChildProcess process;

    /** Starts it, and waits until it leads. */
    ManagerChild(Path folder, LeaseTiming timing) {
        this(Host.LOOPBACK, folder, timing, List.of());
        awaitListening();
        awaitLeading();
    }

    private ManagerChild(Host host, Path folder, LeaseTiming timing, List<String> member) {
        this.host = host;
        this.folder = folder;
        this.timing = timing;
        this.member = member;
        launch();
    }

    /** The same, which may have so many files open, connections among them. */
    static ManagerChild withOpenFiles(int most, Path folder, LeaseTiming timing) {
        Host poor = new Host(
                Host.LOOPBACK.address(),
                List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"));
        ManagerChild manager = new ManagerChild(poor, folder, timing, List.of());
        manager.awaitListening();
        manager.awaitLeading();
        return manager;
    }

    /** Starts a member of a group, which is to be told of it once it listens. */
    static ManagerChild member(Host host, Path folder, LeaseTiming timing, String id) {
        return new ManagerChild(
                host,
                folder,
                timing,
                List.of(id, Integer.toString(FreePorts.next()), host.peers()));
    }

    /** Of its data, in all its lives. */
    Path data() {
        return folder.resolve("data" + String.join("-", member));
    }

    /** Its disk is lost. */
    void wipe() {
        try (Stream<Path> all = Files.walk(data())) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** With its peers: where other members of its group reach it. */
    int peerPort() {
        return Integer.parseInt(member.get(1));
    }

    /** Of a member of a group. */
    String id() {
        return member.getFirst();
    }

    String errors() {
        return process.errors();
    }

    String address() {
        return host.address() + ":" + port;
    }

    int port() {
        return port;
    }

    void kill() {
        process.kill();
    }

    /** SIGTERM, so that it resigns first; returns when it has ended. */
    void stop() {
        process.stop();
    }

    /** Of which release its next lives are. */
    void runs(Release next) {
        release = next;
    }

    /** Starts it on its data; returns when it listens. */
    void start() {
        launch();
        awaitListening();
    }

    void awaitListening() {
        process.await("listening");
    }

    void launch() {
        launch(host);
    }

    /** Its next life, on another host of the same address. */
    void launch(Host where) {
        List<String> arguments = new ArrayList<>(List.of(
                data().toString(),
                host.address(),
                Integer.toString(port),
                ManagerProcess.argument(timing)));
        arguments.addAll(member);
        process = ChildProcess.start(where, release, ManagerProcess.class, folder, arguments);
    }

    void awaitLeading() {
        Eventually.that("the manager leads", process::errors, this::isLeading);
    }

    /** As a new leader: waits until it has handled a request of each of so many owners. */
    void awaitRenewalsOf(int owners) {
        Eventually.that(
                "the owners renew with the new leader",
                () -> status().counters().ownerSessions() == owners
                        && status().counters().requestsHandled() >= 2L * owners);
    }

    /** Waits until one of these leads. */
    static ManagerChild awaitLeader(List<ManagerChild> among) {
        AtomicReference<ManagerChild> found = new AtomicReference<>();
        Eventually.that("a manager leads", () -> {
            among.stream().filter(ManagerChild::isLeading).findFirst().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    boolean isLeading() {
        return Boolean.parseBoolean(process.ask("leading"));
    }

    /** The newest term that its log has shown it. */
    long term() {
        return Long.parseLong(process.ask("term"));
    }

    /** Of the service's table, as far as its log has shown it. */
    long lsn(String service) {
        return Long.parseLong(process.ask("lsn " + service));
    }

    /** How many streams of owners it has. */
    long sessions() {
        return Long.parseLong(process.ask("sessions"));
    }

    /** How many requests of owners it has handled as leader. */
    long handled() {
        return Long.parseLong(process.ask("handled"));
    }

    /** By LSN a hash of each of the service's records that its log has shown it in this life. */
    SortedMap<Long, Integer> log(String service) {
        return LogWatch.decode(process.ask("log " + service));
    }

    /**
     * Has it commit so many records of a service that is new, while it leads; returns how many
     * there are, which are fewer where another took over.
     */
    int fill(String service, int records) {
        return Integer.parseInt(
                process.ask("fill %s %d".formatted(service, records), Duration.ofHours(2)));
    }

    /** Of all files of its store. */
    long diskBytes() {
        try (Stream<Path> files = Files.walk(data())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Has it end by itself, there and then. */
    void halt(HaltingStore.Plan plan) {
        process.ask("halt %s %d %d".formatted(plan.point(), plan.skipped(), plan.delayNanos()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has stopped by itself, because of its store; its process goes on. */
    boolean hasHalted() {
        return process.hasSaid("halted");
    }

    /** Why it has. */
    String halted() {
        return process.await("halted");
    }

    /** Waits until its process has ended by itself; returns its exit code. */
    int awaitEnd() {
        return process.awaitEnd();
    }

    /** SIGSTOP, until {@link #resume}. */
    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    /** Whether it answers questions about its tables. */
    boolean hasReadItsStore() {
        return Boolean.parseBoolean(process.ask("read"));
    }

    /** The member that it keeps of the store. */
    StoreMember describe() {
        return member().self();
    }

    /** What the member that it keeps of the store says of itself and of the group. */
    MemberStatus member() {
        try (StoreClient client = askStore()) {
            return client.describe(at());
        } catch (StoreClient.NotDoneException away) {
            throw new AssertionError(away);
        }
    }

    void join(MemberStatus.Join join) {
        try (StoreClient client = askStore()) {
            client.join(at(), join);
        } catch (StoreClient.NotDoneException refused) {
            throw new AssertionError(refused);
        }
    }

    ManagerStatus status() {
        try (ManagerClient client = ask()) {
            return client.status();
        } catch (AdminException away) {
            throw new AssertionError(away);
        }
    }

    LeaseTable table(String service) {
        try (ManagerClient client = ask()) {
            return client.table(new ServiceName(service));
        } catch (AdminException away) {
            throw new AssertionError(away);
        }
    }

    private ManagerAddress at() {
        return new ManagerAddress("127.0.0.1", port);
    }

    private ManagerClient ask() {
        return new ManagerClient(
                new ManagerAddresses(List.of(at())), ManagerChannels.onLoopback(), ANSWER);
    }

    private StoreClient askStore() {
        return new StoreClient(ManagerChannels.onLoopback(), ANSWER);
    }

    @Override
    public void close() {
        process.close();
    }
}

package io.centrifuge.manager;

import io.centrifuge.ProcessClock;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.ServerTls;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One manager: its store, the driver of its machine, and its gRPC server (ARCHITECTURE.md,
 * "Processes"). Any thread may call.
 *
 * <p>Invariant: its ports are bound before the store is opened, so a second manager that is started
 * by mistake on ports that are taken never touches anybody's data.
 */
public final class ManagerServer implements AutoCloseable {
    /** The name under which gRPC's health service tells whether this manager leads. */
    public static final String HEALTH_OF_LEADER = "leader";

    private static final long RESIGN_SECONDS = 2;
    private static final long SUCCESSOR_SECONDS = 1;
    private static final long OWNERS_FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of the greatest heap; the JVM lets as much be outside it as there may be in it. */
    private static final int PARTS_UNDER_WAY = 4;

    /** Of so many bytes there may be one for each lookup besides. */
    private static final int SMALL_ANSWER = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ManagerServer.class);

    private final ManagerOptions options;
    private final Store store;
    private final Optional<ServerTls> tls;
    private final long process = new SecureRandom().nextLong();
    private final Counters counters = new Counters(process);
    private final ChangeHistory history;
    private final TrafficByRole traffic = new TrafficByRole();
    private final Introductions introductions;
    private final OwnerService owners;
    private final HealthStatusManager health = new HealthStatusManager();
    private final GrpcPort port;
    private final ManagerDriver driver;
    private final LookupService watches;

    /** After the driver's halt, once nobody is answered any more. */
    private final CompletableFuture<ManagerHalt> halted;

    private final StatusReport report;
    private final AtomicBoolean warmedUp = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile @Nullable MetricsPage metrics;

    private ManagerServer(
            ManagerOptions options, Store store, Optional<ServerTls> tls, ProcessClock clock) {
        this.options = options;
        this.store = store;
        this.tls = tls;
        long startedAt = System.nanoTime();
        port = new GrpcPort("the manager", options.host(), options.port(), tls);
        port.traceWith(traffic);
        // What the driver shows isn't asked for before the driver is there.
        history = new ChangeHistory(clock, store.member(), process);
        introductions = new Introductions(this::view, store.member(), clock);
        owners = new OwnerService(counters, introductions);
        driver = new ManagerDriver(
                new ManagerMachine(options.config(process)),
                clock,
                store,
                owners::send,
                history,
                counters);
        owners.setDriver(driver);
        watches = new LookupService(
                driver::view,
                clock,
                new Outflow(
                        Runtime.getRuntime().maxMemory() / PARTS_UNDER_WAY,
                        SMALL_ANSWER,
                        port.executor()),
                introductions,
                port.limit(),
                counters);
        halted = driver.halted().thenApply(halt -> {
            stopAnswering();
            return halt;
        });
        report = new StatusReport(
                options,
                process,
                driver::view,
                () -> System.nanoTime() - startedAt,
                counters,
                introductions);
        addServices(clock);
    }

    private void addServices(ProcessClock clock) {
        port.add(new ClientService(introductions));
        port.add(owners);
        port.add(watches.service());
        port.add(new AdminService(driver, this::status, history, clock, counters));
        port.add(health.getHealthService());
        store.services().forEach(port::add);
    }

    /**
     * Listens, opens the store, and takes part. Blocks while the store reads its disk. Closes the
     * store if it fails.
     *
     * @throws ManagerStartException if the port is taken, the host isn't one of this machine, or a
     *     file of keys, certificates or policy can't be used
     * @throws StoreException if the store can't be opened
     */
    public static ManagerServer start(ManagerOptions options, Store store)
            throws ManagerStartException, StoreException {
        return start(options, store, SystemClock.INSTANCE);
    }

    /** The same on other clocks: those that a test moves. */
    public static ManagerServer start(ManagerOptions options, Store store, ProcessClock clock)
            throws ManagerStartException, StoreException {
        ManagerServer manager = new ManagerServer(options, store, tls(options, store), clock);
        try {
            manager.open();
        } catch (ManagerStartException | StoreException failure) {
            manager.abandon();
            throw failure;
        }
        return manager;
    }

    private static Optional<ServerTls> tls(ManagerOptions options, Store store)
            throws ManagerStartException {
        try {
            return ServerTls.load(options.security());
        } catch (SecurityFileException unusable) {
            store.close();
            throw new ManagerStartException(unusable.text(), unusable);
        }
    }

    private void open() throws ManagerStartException, StoreException {
        health.setStatus("", ServingStatus.NOT_SERVING);
        health.setStatus(HEALTH_OF_LEADER, ServingStatus.NOT_SERVING);
        driver.subscribe(this::changed);
        port.listen();
        if (options.metricsPort().isPresent()) {
            metrics = MetricsPage.open(
                    options,
                    tls,
                    new ManagerSources(
                            driver::view, counters, owners, watches, port.limit(), traffic));
        }
        driver.start();
        store.announce(new ManagerPlace(options.addressForClients(port()), process));
        store.start(CommitTimes.before(driver::store));
        watches.vouch();
        LOG.info("The manager listens on {}:{}.", options.host(), port());
    }

    private void changed(ManagerView view) {
        if (!stopped.get()) {
            setHealth("", view.storeRead());
            setHealth(HEALTH_OF_LEADER, view.leading());
            watches.changed();
            warmUp(view);
        }
    }

    /** Once, as soon as it is a standby, with time until it may have to take over. */
    private void warmUp(ManagerView view) {
        boolean standby = !view.state().leader().resigned() && !isNewestLeader(view);
        if (standby && warmedUp.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .name("centrifuge-warmup")
                    .daemon()
                    .start(() -> TakeoverWarmup.run(options.config(process)));
        }
    }

    /** Whether nobody else has led since, though it may have resigned. */
    private boolean isNewestLeader(ManagerView view) {
        return view.state().leader().process() == process;
    }

    private void setHealth(String of, boolean serving) {
        health.setStatus(of, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** The port that it listens on. */
    public int port() {
        return port.number();
    }

    /** The port of the metrics page; empty if there is none. */
    public OptionalInt metricsPort() {
        MetricsPage page = metrics;
        return page == null ? OptionalInt.empty() : OptionalInt.of(page.port());
    }

    /** What it knows now. */
    public ManagerView view() {
        return driver.view();
    }

    /** What it says of itself now. */
    public ManagerStatus status() {
        return report.status(owners.size(), watches.size());
    }

    /** How many events it has handled since its start: a sign of life. */
    public long eventsHandled() {
        return counters.steps();
    }

    /**
     * Done if it stops by itself, because it can't trust itself or its store any more: it answers
     * nobody then, and its process must end.
     */
    public CompletionStage<ManagerHalt> halted() {
        return halted.minimalCompletionStage();
    }

    /** Done once everything that had arrived before, and what came of it, has been handled. */
    public CompletionStage<Void> quiet() {
        return driver.quiet().minimalCompletionStage();
    }

    /**
     * Stops answering as leader, resigns so that another manager can lead at once, and ends once
     * one does: owners that are connected to it would find none before. Blocks for a few seconds
     * at most; closing twice is harmless.
     */
    @Override
    public void close() {
        await(
                driver.shutDown(),
                RESIGN_SECONDS,
                "The manager's resignation is not committed within %d s; another manager leads only"
                                .formatted(RESIGN_SECONDS)
                        + " when this one's term is over.");
        if (store.isShared()
                && isNewestLeader(driver.view())
                && !driver.halted().isDone()) {
            awaitSuccessor();
            sendOwnersAway();
        }
        stopAnswering();
        abandon();
    }

    private void awaitSuccessor() {
        CompletableFuture<Void> succeeded = new CompletableFuture<>();
        driver.subscribe(view -> {
            if (!isNewestLeader(view)) {
                succeeded.complete(null);
            }
        });
        if (isNewestLeader(driver.view())) {
            await(succeeded, SUCCESSOR_SECONDS, "No other manager leads yet.");
        }
    }

    /** Before the lookups, which can wait, and would come to the same managers with them. */
    private void sendOwnersAway() {
        boolean anyIsHere = owners.size() > 0;
        owners.closeAll();
        if (anyIsHere) {
            LockSupport.parkNanos(OWNERS_FIRST_NANOS);
        }
    }

    private static void await(CompletableFuture<Void> event, long seconds, String late) {
        try {
            event.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException passed) {
            LOG.warn("{}", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void stopAnswering() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        health.enterTerminalState();
        owners.closeAll();
        watches.closeAll();
    }

    private void abandon() {
        MetricsPage page = metrics;
        if (page != null) {
            page.close();
        }
        store.close();
        driver.end();
        // Last, since what the driver shows is pushed on its threads.
        port.close();
    }
}

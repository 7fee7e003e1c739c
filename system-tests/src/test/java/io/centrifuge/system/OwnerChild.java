package io.centrifuge.system;

import io.centrifuge.testsupport.Eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The test's side of an {@link OwnerProcess}. */
final class OwnerChild implements AutoCloseable {
    final String id;
    final String address;
    final ChildProcess process;

    /** How often something was lost, was revoked, streams were given up, and listeners threw. */
    record Counters(long lost, long revoked, long reconnects, long listenerFailures) {}

    OwnerChild(Path folder, String service, String id, String address, String managers) {
        this(Host.LOOPBACK, folder, List.of(service, id, address, managers));
    }

    /** One whose id and address have this number in them, which is from 0 to 57,000. */
    static OwnerChild numbered(Path folder, String service, int number, String managers) {
        return new OwnerChild(
                folder, service, "owner-" + number, "10.0.0.1:" + (8080 + number), managers);
    }

    /** One that doesn't look all the time what it holds, so that it knows no {@link #runs}. */
    static OwnerChild unwatched(
            Path folder, String service, String id, String address, String managers) {
        return new OwnerChild(
                Host.LOOPBACK,
                folder,
                List.of(service, id, address, managers, OwnerProcess.UNWATCHED));
    }

    /**
     * The same elsewhere.
     *
     * @param arguments as of {@link OwnerProcess#main}
     */
    OwnerChild(Host host, Path folder, List<String> arguments) {
        this.id = arguments.get(1);
        this.address = arguments.get(2);
        this.process = ChildProcess.start(host, OwnerProcess.class, folder, arguments);
    }

    String state() {
        return process.ask("state");
    }

    /** Of every key the number under which it is held; 0 where it isn't. */
    long[] numbers() {
        return Arrays.stream(process.ask("numbers").split(",", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    long held() {
        return Arrays.stream(numbers()).filter(number -> number != 0).count();
    }

    /** How many keys are held for so long at least. */
    long held(Duration margin) {
        return Long.parseLong(process.ask("margin " + margin.toNanos()));
    }

    boolean isContinuous(String key, long number) {
        return Boolean.parseBoolean(process.ask("continuous " + key + " " + number));
    }

    Counters counters() {
        long[] all = Arrays.stream(process.ask("counters").split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
        return new Counters(all[0], all[1], all[2], all[3]);
    }

    List<HeldRun> runs() {
        return HeldRun.decode(process.ask("runs"));
    }

    /** Waits until every key was checked from now on. */
    void awaitChecks() {
        long before = Long.parseLong(process.ask("rounds"));
        Eventually.that(
                "every key was checked", () -> Long.parseLong(process.ask("rounds")) > before + 1);
    }

    /** Waits until it has counted a lease that ran out: its checks are told so before that. */
    void awaitLoss() {
        Eventually.that("a loss is counted", () -> counters().lost() > 0);
    }

    @Override
    public void close() {
        process.close();
    }
}

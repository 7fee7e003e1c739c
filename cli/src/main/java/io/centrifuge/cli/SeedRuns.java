package io.centrifuge.cli;

import io.centrifuge.simulation.RunResult;
import io.centrifuge.simulation.Simulation;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.RunCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs many seeds on all processors, each world on one thread, until all are done, the time is up,
 * the caller is interrupted, or a guarantee is broken.
 */
final class SeedRuns {
    private static final long PROGRESS_MILLIS = 2_000;

    private final long first;
    private final long count;
    private final long began = System.nanoTime();
    private final long longestNanos;
    private final Scenarios scenarios;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final RunCounters total = new RunCounters();
    private long seeds;
    private long hash;
    private @Nullable RunResult failed;
    private @Nullable CommandFailure refused;

    /** What each seed runs. */
    interface Scenarios {
        Scenario of(long seed) throws CommandFailure;
    }

    /**
     * What was run.
     *
     * @param hash of all traces, whatever their order
     */
    record Results(long seeds, RunCounters total, long hash, Duration took) {}

    SeedRuns(long first, long count, Duration longest, Scenarios scenarios) {
        this.first = first;
        this.count = count;
        this.longestNanos = longest.toNanos();
        this.scenarios = scenarios;
    }

    /**
     * Runs them all.
     *
     * @return the outcome of a seed that broke a guarantee, if any did
     */
    Optional<RunResult> run(Consumer<String> progress) throws CommandFailure, InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            workers.add(Thread.ofPlatform().daemon().name("simulation-" + i).start(this::work));
        }
        try {
            for (Thread worker : workers) {
                while (!worker.join(Duration.ofMillis(PROGRESS_MILLIS))) {
                    progress.accept(progress());
                }
            }
        } catch (InterruptedException toldToEnd) {
            ending.set(true); // what was run counts
        }
        synchronized (this) {
            if (refused != null) {
                throw refused;
            }
            return Optional.ofNullable(failed);
        }
    }

    private void work() {
        while (!ending.get() && System.nanoTime() - began < longestNanos) {
            long index = next.getAndIncrement();
            if (index >= count) {
                return;
            }
            try {
                add(Simulation.run(scenarios.of(first + index)));
            } catch (CommandFailure unusable) {
                refuse(unusable);
            }
        }
    }

    private synchronized void refuse(CommandFailure unusable) {
        refused = unusable;
        ending.set(true);
    }

    private synchronized void add(RunResult outcome) {
        seeds++;
        hash += outcome.traceHash();
        total.addWorld(outcome.counters());
        if (outcome.failure().isPresent() && failed == null) {
            failed = outcome;
            ending.set(true);
        }
    }

    private synchronized String progress() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        long events = total.get(RunCounters.Count.EVENTS);
        return String.format(
                Locale.ROOT,
                "%5d s  %,d seeds, %,d events, %,d lease checks, %,d takeovers, %,d losses",
                seconds,
                seeds,
                events,
                total.get(RunCounters.Count.CHECKS),
                total.get(RunCounters.Count.TAKEOVERS),
                total.get(RunCounters.Count.LOSSES));
    }

    synchronized Results results() {
        return new Results(seeds, total, hash, Duration.ofNanos(System.nanoTime() - began));
    }
}

package io.centrifuge.cli;

import io.centrifuge.testsupport.Eventually;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Runs commands in this process, with what they print in memory. */
final class Launcher {
    static final Path HOME = Path.of("/home/someone");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Clock FIXED =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

    private final Map<String, String> environment;
    private final Clock clock;

    Launcher(Map<String, String> environment) {
        this(environment, FIXED);
    }

    private Launcher(Map<String, String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /** With another clock than the fixed one. */
    static Launcher at(Clock clock) {
        return new Launcher(Map.of(), clock);
    }

    static Launcher plain() {
        return new Launcher(Map.of());
    }

    /** What a command did. */
    record Result(int exitCode, String out, String err) {}

    static ProcessContext context(
            StringWriter out, StringWriter err, Map<String, String> environment) {
        return context(out, err, environment, FIXED);
    }

    private static ProcessContext context(
            StringWriter out, StringWriter err, Map<String, String> environment, Clock clock) {
        return new ProcessContext(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new Style(false, false, environment.containsKey("NARROW")),
                environment,
                HOME,
                clock);
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine(context(out, err, environment, clock)).execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    /** Runs a command that goes on until it is interrupted. */
    Running start(String... arguments) {
        return new Running(environment, arguments);
    }

    /** A command on a thread of its own. */
    static final class Running {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        private final Thread thread;

        private Running(Map<String, String> environment, String... arguments) {
            thread = new Thread(() -> exitCode.complete(
                    Main.commandLine(context(out, err, environment)).execute(arguments)));
            thread.start();
        }

        String out() {
            return out.toString();
        }

        String err() {
            return err.toString();
        }

        /** Waits until it has ended by itself. */
        int exitCode() throws Exception {
            return exitCode.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        /** Waits until what it printed passes. */
        void await(Predicate<String> condition) {
            Eventually.that(
                    "it prints what is wanted",
                    () -> "out: %s, err: %s".formatted(out, err),
                    () -> condition.test(out()));
        }

        int interrupt() throws Exception {
            thread.interrupt();
            return exitCode.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}

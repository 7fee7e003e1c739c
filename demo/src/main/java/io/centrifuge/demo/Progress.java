package io.centrifuge.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the demo says while it runs: a line for each event, and one a second in between. */
final class Progress implements AutoCloseable {
    private final PrintStream out;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private volatile Supplier<String> figures = () -> "";

    Progress(PrintStream out) {
        this.out = out;
    }

    void start() {
        var unused = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** What each second's line says from now on; nothing is said while it is empty. */
    void everySecond(Supplier<String> text) {
        figures = text;
    }

    private void tick() {
        String text = figures.get();
        if (!text.isEmpty()) {
            line("      " + text);
        }
    }

    void event(String text) {
        line(text);
    }

    private synchronized void line(String text) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        out.println(String.format(Locale.ROOT, "%4d s  %s", seconds, text));
        out.flush();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

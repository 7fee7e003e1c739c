package io.centrifuge.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs work that goes on until the process is told to end (SIGINT, SIGTERM): the working thread is
 * then interrupted, and once the work has returned the process exits with what it returned. Without
 * it the process would exit with the signal's number, in the midst of the work.
 */
final class UntilSignalled {
    private static final long LONGEST_END_SECONDS = 20;

    private UntilSignalled() {}

    /**
     * Runs {@code work} on this thread.
     *
     * @param work ends soon when it is interrupted; returns the exit code
     */
    static int run(Callable<Integer> work) throws Exception {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger exitCode = new AtomicInteger(ExitCodes.FAILED);
        Thread onSignal = new Thread(() -> endWith(worker, ended, exitCode), "centrifuge-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            exitCode.set(work.call());
            return exitCode.get();
        } finally {
            ended.countDown();
            if (!onSignal.isAlive()) {
                forget(onSignal);
            }
        }
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException endsAlready) {
            // The signal came just now: the process ends by itself.
            return;
        }
    }

    private static void endWith(Thread worker, CountDownLatch ended, AtomicInteger exitCode) {
        worker.interrupt();
        try {
            if (!ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCodes.FAILED);
            }
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
        Runtime.getRuntime().halt(exitCode.get());
    }
}

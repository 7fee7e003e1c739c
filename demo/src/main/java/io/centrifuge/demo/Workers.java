package io.centrifuge.demo;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Does something for each of many numbers, some at a time. Stateless. */
final class Workers {
    private Workers() {}

    /** What is done for one number. */
    interface Work {
        void on(int number) throws InterruptedException;
    }

    /** For each from 0 to {@code count - 1}, {@code atOnce} at a time; waits for all. */
    static void forEach(int count, int atOnce, Work work) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Callable<Void> worker = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                work.on(i);
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all =
                    IntStream.range(0, atOnce).mapToObj(i -> worker).toList();
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a worker of the demo failed", failure.getCause());
        }
    }
}

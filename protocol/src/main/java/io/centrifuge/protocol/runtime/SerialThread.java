package io.centrifuge.protocol.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that does what it is given, one task after the other, in the order given; the
 * only thread of a driver, or the one that listeners are called on. It begins with its first task.
 * Any thread may give it tasks; that never blocks.
 */
public final class SerialThread implements Executor {
    private final Worker worker;

    /**
     * @param thrown told on this thread of what a task threw, before the next task begins; must not
     *     throw
     */
    public SerialThread(String name, Consumer<Throwable> thrown) {
        worker = new Worker(name, thrown);
    }

    /** Does nothing once {@link #end} was called. */
    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }

    /** Lets what it was given until now run, takes nothing more, and doesn't wait. */
    public void end() {
        worker.shutdown();
    }

    /** Waits until the last task has run after {@link #end}; false if that took too long. */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        return worker.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }

    private static final class Worker extends ThreadPoolExecutor {
        private final Consumer<Throwable> thrown;

        Worker(String name, Consumer<Throwable> thrown) {
            super(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    task -> thread(name, task),
                    new DiscardPolicy());
            this.thrown = thrown;
        }

        /** What a task throws has been told of when it gets to the thread's own handler. */
        private static Thread thread(String name, Runnable task) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, told) -> {});
            return thread;
        }

        @Override
        protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            super.afterExecute(task, failure);
            if (failure != null) {
                thrown.accept(failure);
            }
        }
    }
}

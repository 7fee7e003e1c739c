package io.centrifuge.system;

import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnerCounters;
import io.centrifuge.owner.OwnershipChange;
import io.centrifuge.owner.OwnershipListener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An owner in a process of its own. */
public final class OwnerProcess {
    /** As the fifth argument: checks nothing by itself. */
    static final String UNWATCHED = "unwatched";

    private final Owner owner;
    private final OwnerWatcher watcher;
    private final CountDownLatch finish = new CountDownLatch(1);

    private OwnerProcess(String[] arguments) {
        owner = Owner.builder()
                .service(arguments[0])
                .id(arguments[1])
                .address(arguments[2])
                .managers(arguments[3])
                .insecure()
                .listener(new Telling())
                .build();
        watcher = new OwnerWatcher(owner);
    }

    /**
     * Runs until its parent is gone.
     *
     * @param arguments the service, the id, the address, the managers; perhaps {@link #UNWATCHED}
     */
    public static void main(String[] arguments) throws Exception {
        OwnerProcess process = new OwnerProcess(arguments);
        if (!List.of(arguments).contains(UNWATCHED)) {
            process.watcher.start();
        }
        process.owner.start();
        Commands.serve(process::answer);
    }

    private static final class Telling implements OwnershipListener {
        @Override
        public void ownershipChanged(OwnershipChange change) {
            Commands.tell("changed %d %d at %d"
                    .formatted(
                            change.granted().size(), change.revoked().size(), System.nanoTime()));
        }

        @Override
        public void superseded() {
            Commands.tell("superseded");
        }
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "state" -> owner.state().name();
            case "numbers" -> numbers();
            case "margin" -> margin(Duration.ofNanos(Long.parseLong(words[1])));
            case "continuous" ->
                String.valueOf(owner.checkLeaseContinuous(words[1], Long.parseLong(words[2])));
            case "counters" -> counters(owner.counters());
            case "runs" -> HeldRun.encode(watcher.runs());
            case "rounds" -> String.valueOf(watcher.rounds());
            case "guard" -> guard(words[1], Long.parseLong(words[2]));
            case "finish" -> {
                finish.countDown();
                yield "finished";
            }
            case "close" -> {
                owner.close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** Of every key the number under which it is held; 0 where it isn't. */
    private String numbers() {
        return IntStream.range(0, Keys.COUNT)
                .mapToObj(i -> String.valueOf(owner.checkLeaseNow(Keys.key(i)).number()))
                .collect(Collectors.joining(","));
    }

    /** How many keys are held for so long at least. */
    private String margin(Duration margin) {
        long held = Keys.all().stream()
                .filter(key -> owner.checkLeaseNow(key, margin).held())
                .count();
        return String.valueOf(held);
    }

    private static String counters(OwnerCounters counters) {
        return "%d %d %d %d"
                .formatted(
                        counters.leasesLost(),
                        counters.rangesRevoked(),
                        counters.reconnects(),
                        counters.listenerFailures());
    }

    /**
     * Begins to answer for the key, and goes on until told to finish, or for {@code millis} if that
     * is above 0; then tells what became of it. Returns the lease number.
     */
    private String guard(String key, long millis) {
        CompletableFuture<Long> begun = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Guarded<String> result = owner.whileHeld(key, lease -> {
                begun.complete(lease.number());
                work(millis);
                return "an answer";
            });
            begun.complete(0L);
            Commands.tell("guarded " + key + " " + result);
        });
        thread.setDaemon(true);
        thread.start();
        return String.valueOf(begun.join());
    }

    private void work(long millis) {
        if (millis == 0) {
            try {
                finish.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(100_000);
        }
    }
}

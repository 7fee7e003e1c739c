package io.centrifuge.system;

import io.centrifuge.owner.Owner;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * An owner whose state outlives its leases, in a process of its own: it is closed as the process
 * ends in order, which is then gone at once. Its listener takes its time.
 */
public final class ClosingOwnerProcess {
    private static final Duration SLOW = Duration.ofMillis(200);

    private ClosingOwnerProcess() {}

    /**
     * Runs until it is told to end, or its parent is gone.
     *
     * @param arguments the service, the id, the address, the managers
     */
    public static void main(String[] arguments) throws Exception {
        Owner owner = Owner.builder()
                .service(arguments[0])
                .id(arguments[1])
                .address(arguments[2])
                .managers(arguments[3])
                .stateOutlivesLease(true)
                .listener(change -> {
                    long until = System.nanoTime() + SLOW.toNanos();
                    while (System.nanoTime() - until < 0) {
                        LockSupport.parkNanos(until - System.nanoTime());
                    }
                    Commands.tell("told %d %d"
                            .formatted(change.granted().size(), change.revoked().size()));
                })
                .build();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            owner.close();
                            Commands.tell("closed");
                        },
                        "end"));
        owner.start();
        Commands.serve(words -> switch (words[0]) {
            case "held" -> String.valueOf(held(owner));
            case "ranges" -> String.valueOf(owner.heldRanges());
            default -> throw new IllegalArgumentException(words[0]);
        });
    }

    private static long held(Owner owner) {
        return Keys.all().stream()
                .filter(key -> owner.checkLeaseNow(key).held())
                .count();
    }
}
